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
            return AccessDecision.refused(refusal);
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
        boolean isOtherSite = site.equals("cross-site") || site.equals("same-site");
        boolean opensDocument = isNavigation
                && request.hasMethod("GET")
                && isToken(request, "sec-fetch-dest", "document")
                && (target == Target.DOCUMENT || target == Target.NOTHING);
        return isOtherSite && !isAllowed && !opensDocument ? Refusals.site(site) : null;
    }

    /** Sec-Fetch-Mode alone decides nothing, because Node's fetch sends it. Forms that POST have an Origin. */
    private static boolean isNavigation(AccessRequest request, String site) {
        return (request.hasMethod("GET") || request.hasMethod("HEAD"))
                && !site.isEmpty()
                && isToken(request, "sec-fetch-mode", "navigate");
    }

    private static boolean isToken(AccessRequest request, String header, String token) {
        List<String> values = request.all(header);
        return values.size() == 1 && token(values.get(0)).equals(token);
    }

    /** Returns the Sec-Fetch-Site; of several values, one of another site; empty if there is none. */
    private static String site(AccessRequest request) {
        String site = "";
        for (String value : request.all("sec-fetch-site")) {
            String token = token(value);
            boolean isOther = token.equals("cross-site") || token.equals("same-site");
            site = isOther || site.isEmpty() ? token : site;
        }
        return site;
    }

    /** Returns the token of a structured field, without its parameters. */
    private static String token(String value) {
        int semicolon = value.indexOf(';');
        return (semicolon < 0 ? value : value.substring(0, semicolon)).strip().toLowerCase(Locale.ROOT);
    }
}
