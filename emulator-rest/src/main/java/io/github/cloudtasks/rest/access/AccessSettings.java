package io.github.cloudtasks.rest.access;

import java.util.ArrayList;
import java.util.List;

/**
 * The web pages and host names that the user allows in addition to the default ones. Immutable.
 *
 * @param origins the origins of pages, as browsers send them
 * @param hosts host names, IP addresses and {@code *.DOMAIN}
 */
public record AccessSettings(List<String> origins, List<String> hosts) {
    /** The flag that allows an origin. */
    public static final String ORIGIN_FLAG = "--allow-origin";

    /** The flag that allows a host name. */
    public static final String HOST_FLAG = "--allow-host";

    /** Allows nothing more. */
    public static final AccessSettings DEFAULT = new AccessSettings(List.of(), List.of());

    public AccessSettings {
        origins = List.copyOf(origins);
        hosts = List.copyOf(hosts);
    }

    /**
     * Returns these settings with one more origin, such as {@code http://localhost:5173} or
     * {@code chrome-extension://ID}; {@code null} stands for pages without an origin.
     *
     * @throws IllegalArgumentException if it is not an origin; the message continues "--flag must be"
     */
    public AccessSettings withOrigin(String text) {
        WebOrigin origin = WebOrigin.parse(text);
        if (origin == null) {
            throw new IllegalArgumentException(
                    "the origin of a web page without a path, such as http://localhost:5173 or chrome-extension://ID");
        }
        return new AccessSettings(and(origins, origin.toString()), hosts);
    }

    /**
     * Returns these settings with one more host: a name, an IP address, or {@code *.DOMAIN} for all names below.
     *
     * @throws IllegalArgumentException if it is none of these, or a domain such as {@code *.com} whose names can have
     *     any owner; the message continues "--flag must be"
     */
    public AccessSettings withHost(String text) {
        return new AccessSettings(origins, and(hosts, HostRules.pattern(text)));
    }

    private static List<String> and(List<String> list, String added) {
        List<String> all = new ArrayList<>(list);
        all.add(added);
        return all;
    }
}
