package io.github.cloudtasks.server.proxy;

import io.github.cloudtasks.engine.spec.Regions;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The host names that the proxy answers for: the names of the service in the domain {@code googleapis.com}, and in
 * another universe if there is one. Regional names exist in the two forms that Google's APIs have. Immutable.
 */
public final class InterceptedHosts {
    private static final String DEFAULT_DOMAIN = "googleapis.com";
    private static final int HTTPS_PORT = 443;

    private final Set<String> service = new LinkedHashSet<>();
    private final Set<String> tokens = new LinkedHashSet<>();
    private final Pattern serviceForms;
    private final boolean interceptsTokens;

    /**
     * Creates the names of one emulator.
     *
     * @param universeDomain such as {@code googleapis.com}
     * @param interceptsTokens whether the hosts that issue tokens are intercepted
     */
    public InterceptedHosts(String universeDomain, boolean interceptsTokens) {
        this.interceptsTokens = interceptsTokens;
        List<String> domains =
                Stream.of(DEFAULT_DOMAIN, universeDomain).distinct().toList();
        for (String domain : domains) {
            service.add("cloudtasks." + domain);
            service.add("cloudtasks.mtls." + domain);
            for (String region : Regions.all()) {
                service.add("cloudtasks." + region + ".rep." + domain);
                service.add(region + "-cloudtasks." + domain);
            }
            tokens.add("oauth2." + domain);
            tokens.add("sts." + domain);
            tokens.add("iamcredentials." + domain);
        }
        serviceForms = Pattern.compile(String.join(
                "|", domains.stream().map(InterceptedHosts::serviceForms).toList()));
    }

    /** Returns a pattern of the names that look like those of the service, in any region. */
    private static String serviceForms(String domain) {
        String quoted = "(\\.mtls)?\\." + Pattern.quote(domain);
        return "([a-z0-9-]+-)?cloudtasks" + quoted + "|cloudtasks\\.[a-z0-9-]+\\.rep" + quoted;
    }

    /** Returns all names that can be intercepted with any settings. */
    public List<String> all() {
        return Stream.concat(service.stream(), tokens.stream()).toList();
    }

    /** Returns the names that are intercepted. */
    public List<String> intercepted() {
        return interceptsTokens ? all() : List.copyOf(service);
    }

    /** Returns the names of the hosts that issue tokens, if they are intercepted. */
    public Set<String> tokenHosts() {
        return interceptsTokens ? Set.copyOf(tokens) : Set.of();
    }

    /** Returns whether a host in lower case is intercepted at a port. */
    boolean contains(String host, int port) {
        return port == HTTPS_PORT && (service.contains(host) || (interceptsTokens && tokens.contains(host)));
    }

    /**
     * Returns whether a host has a name of the service, also of an unknown region. A task for such a host must not
     * leave this machine by accident.
     */
    boolean isService(String host) {
        return serviceForms.matcher(host).matches();
    }

    /** Returns whether a host belongs to Google's APIs. */
    boolean isGoogleApi(String host) {
        return host.endsWith("." + DEFAULT_DOMAIN);
    }
}
