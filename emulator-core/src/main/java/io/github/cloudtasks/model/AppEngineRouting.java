package io.github.cloudtasks.model;

import java.util.StringJoiner;

/**
 * The service, version and instance of an App Engine app that a request is sent to. An empty part means the default.
 *
 * @param host computed by the service from the other parts; values of clients are ignored (documented: output only)
 */
public record AppEngineRouting(String service, String version, String instance, String host) {

    /** The default version of the default service. */
    public static final AppEngineRouting DEFAULT = new AppEngineRouting("", "", "", "");

    /**
     * Returns the same routing with the host that the service computes: {@code [instance.][version.][service.]DOMAIN}.
     * See {@link #domain} for the domain.
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

    /**
     * Returns the domain of the app of a project: {@code p.appspot.com} for project {@code p}, and
     * {@code p.example.com.a.appspot.com} for {@code example.com:p}.
     */
    public static String domain(String project) {
        int colon = project.lastIndexOf(':');
        return colon < 0
                ? project + ".appspot.com"
                : project.substring(colon + 1) + "." + project.substring(0, colon) + ".a.appspot.com";
    }
}
