package io.github.cloudtasks.rest.access;

import io.github.cloudtasks.rest.access.AccessRequest.Target;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a request is accepted, by its host, its Origin and its Sec-Fetch headers. It refuses requests that a
 * web page made somebody's browser send, unless the user has allowed the page's origin. Programs send neither Origin
 * nor Sec-Fetch-Site. Immutable.
 */
public final class AccessPolicy {
    /** Allows what is allowed without settings. */
    public static final AccessPolicy DEFAULT = of(AccessSettings.DEFAULT, List.of());

    /** The values of Sec-Fetch-Site for a request that a page of another origin caused. */
    private static final Set<String> OTHER_SITES = Set.of("cross-site", "same-site");

    private static final String MODE = "sec-fetch-mode";
    private static final String NAVIGATE = "navigate";

    private final Set<WebOrigin> origins;
    private final HostRules hosts;

    private AccessPolicy(Set<WebOrigin> origins, HostRules hosts) {
        this.origins = origins;
        this.hosts = hosts;
    }

    /**
     * Creates a policy.
     *
     * @param ownHosts the names and IP addresses by which the emulator is known from other settings; IPv6 without
     *     brackets. A malformed one is ignored
     */
    public static AccessPolicy of(AccessSettings settings, Collection<String> ownHosts) {
        List<String> patterns = new ArrayList<>(settings.hosts());
        for (String host : ownHosts) {
            String accepted = Authority.host(host.indexOf(':') < 0 ? host : "[" + host + "]");
            if (accepted != null) {
                patterns.add(accepted);
            }
        }
        Set<WebOrigin> origins = settings.origins().stream()
                .map(WebOrigin::parse)
                .flatMap(Stream::ofNullable)
                .collect(Collectors.toUnmodifiableSet());
        return new AccessPolicy(origins, new HostRules(patterns));
    }

    /** Returns the decision about a request whose host is well-formed. */
    public AccessDecision decide(AccessRequest request) {
        List<String> sent = request.all("origin");
        List<String> methods = request.all(CorsHeaders.REQUEST_METHOD);
        boolean isPreflight = request.hasMethod("OPTIONS") && !sent.isEmpty() && !methods.isEmpty();
        String site = site(request);
        Authority host = request.host();
        boolean isHostAccepted = host == null || hosts.accepts(host.host());
        if (sent.isEmpty() && site.isEmpty() && isHostAccepted) {
            return AccessDecision.accepted(origins.isEmpty() ? Map.of() : CorsHeaders.varying());
        }
        Target target = request.target().apply(isPreflight ? methods.get(0) : request.method());
        if (target == Target.PUBLIC_DOCUMENT) {
            return isPreflight
                    ? AccessDecision.preflight(CorsHeaders.preflight("*", request))
                    : AccessDecision.ACCEPTED;
        }
        if (host != null && !isHostAccepted) {
            return AccessDecision.refused(Refusals.host(host.host()));
        }
        WebOrigin origin = sent.size() == 1 ? WebOrigin.parse(sent.get(0)) : null;
        boolean isAllowed = origin != null && origins.contains(origin);
        String refusal = refusal(request, origin, isAllowed, site, target);
        if (refusal != null) {
            return AccessDecision.refusedForOrigin(refusal);
        }
        if (isPreflight) {
            return AccessDecision.preflight(CorsHeaders.preflight(sent.get(0), request));
        }
        if (isAllowed) {
            return AccessDecision.accepted(CorsHeaders.readableBy(sent.get(0)));
        }
        return AccessDecision.accepted(origins.isEmpty() ? Map.of() : CorsHeaders.varying());
    }

    private static @Nullable String refusal(
            AccessRequest request, @Nullable WebOrigin origin, boolean isAllowed, String site, Target target) {
        if (!request.all("origin").isEmpty()) {
            if (origin == null) {
                return Refusals.malformedOrigin();
            }
            Authority host = request.host();
            if (!isAllowed && (host == null || !origin.isSame(host))) {
                return Refusals.origin(origin);
            }
        }
        boolean isNavigation = isNavigation(request, site);
        if (isNavigation && target == Target.CHANGE) {
            return Refusals.navigation();
        }
        boolean isOtherSite = OTHER_SITES.contains(site);
        boolean opensDocument = isNavigation
                && request.hasMethod("GET")
                && tokens(request, MODE).equals(List.of(NAVIGATE))
                && tokens(request, "sec-fetch-dest").equals(List.of("document"))
                && (target == Target.DOCUMENT || target == Target.NOTHING);
        return isOtherSite && !isAllowed && !opensDocument ? Refusals.site(site) : null;
    }

    /** Sec-Fetch-Mode alone decides nothing, because Node's fetch sends it. Forms that POST have an Origin. */
    private static boolean isNavigation(AccessRequest request, String site) {
        return (request.hasMethod("GET") || request.hasMethod("HEAD"))
                && !site.isEmpty()
                && tokens(request, MODE).contains(NAVIGATE);
    }

    /** Returns the Sec-Fetch-Site; of several values, one of another site; empty if there is none. */
    private static String site(AccessRequest request) {
        String site = "";
        for (String token : tokens(request, "sec-fetch-site")) {
            site = site.isEmpty() || OTHER_SITES.contains(token) ? token : site;
        }
        return site;
    }

    /**
     * Returns the tokens of a Sec-Fetch header, without their parameters. Browsers send one. A proxy may repeat the
     * header or join its values in a list. A rule that refuses then applies if any value demands it, and a rule that
     * permits only if there is no other value.
     */
    private static List<String> tokens(AccessRequest request, String header) {
        List<String> tokens = new ArrayList<>();
        for (String line : request.all(header)) {
            for (String value : line.split(",", -1)) {
                int semicolon = value.indexOf(';');
                String token = semicolon < 0 ? value : value.substring(0, semicolon);
                tokens.add(token.strip().toLowerCase(Locale.ROOT));
            }
        }
        return tokens;
    }
}
