package io.github.cloudtasks.model;

import java.util.StringJoiner;

/**
 * Where in an App Engine app a request goes. An empty part means the default one.
 *
 * @param host what the service computes from the rest, never what a client sent (documented: output only)
 */
public record AppEngineRouting(String service, String version, String instance, String host) {

    /** The default version of the default service. */
    public static final AppEngineRouting DEFAULT = new AppEngineRouting("", "", "", "");

    /**
     * The same route with the host that the service would compute: {@code [instance.][version.][service.]DOMAIN}, in
     * which the domain of project {@code p} is {@code p.appspot.com} and that of {@code example.com:p} is
     * {@code p.example.com.a.appspot.com}.
     */
    public AppEngineRouting inProject(String project) {
        StringJoiner computed = new StringJoiner(".");
        for (String part : new String[] {instance, version, service}) {
            if (!part.isEmpty()) {
                computed.add(part);
            }
        }
        return new AppEngineRouting(
                service, version, instance, computed.add(domain(project)).toString());
    }

    /** The domain of a project's app. */
    public static String domain(String project) {
        int colon = project.lastIndexOf(':');
        return colon < 0
                ? project + ".appspot.com"
                : project.substring(colon + 1) + "." + project.substring(0, colon) + ".a.appspot.com";
    }
}
