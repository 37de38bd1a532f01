package io.github.cloudtasks.rest.http;

import io.github.cloudtasks.rest.access.AccessDecision;
import io.github.cloudtasks.rest.access.AccessLog;
import io.github.cloudtasks.rest.access.AccessPolicy;
import io.github.cloudtasks.rest.access.AccessRequest;
import io.github.cloudtasks.rest.access.AccessRequest.Target;
import io.github.cloudtasks.rest.access.Authority;
import io.github.cloudtasks.rest.routing.RestRequest;
import io.github.cloudtasks.rest.routing.Route;
import io.github.cloudtasks.rest.routing.Router;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Checks the head of a request before its body is received: the HTTP version, the transfer coding, the host, and
 * whether a web page may send the request. Thread-safe.
 */
final class RequestAdmission {
    private static final String CHUNKED = "chunked";

    /** A list of transfer codings that ends with chunked. */
    private static final Pattern CHUNKED_LAST = Pattern.compile(".*,[ \t]*chunked");

    private final AccessPolicy policy;
    private final Router router;
    private final AccessLog log = new AccessLog();

    RequestAdmission(AccessPolicy policy, Router router) {
        this.policy = policy;
        this.router = router;
    }

    /**
     * Admits or rejects a request. Sets the Host header of an admitted request to the host that counts.
     *
     * @param authority the {@code :authority} of an HTTP/2 request; null if there is none
     */
    Admission admit(HttpRequest head, @Nullable String authority) {
        HttpVersion version = head.protocolVersion();
        if (!version.equals(HttpVersion.HTTP_1_1) && !version.equals(HttpVersion.HTTP_1_0)) {
            return Admission.rejected(RejectedRequest.VERSION_NOT_SUPPORTED);
        }
        if (head.method().equals(HttpMethod.CONNECT)) {
            return Admission.rejected(RejectedRequest.CONNECT_NOT_ACCEPTED);
        }
        RejectedRequest coding = transferCoding(head);
        if (coding != null) {
            return Admission.rejected(coding);
        }
        List<String> hosts = head.headers().getAll(HttpHeaderNames.HOST);
        if (hosts.size() > 1 || (hosts.isEmpty() && authority == null && version.equals(HttpVersion.HTTP_1_1))) {
            return Admission.rejected(RejectedRequest.NOT_ONE_HOST);
        }
        Authority inHeader = hosts.isEmpty() ? null : Authority.parse(hosts.get(0));
        Authority inHttp2 = authority == null ? null : Authority.parse(authority);
        String target = authorityOf(head.uri());
        Authority inTarget = target == null ? null : Authority.parse(target);
        if ((inHeader == null && !hosts.isEmpty())
                || (inHttp2 == null && authority != null)
                || (inTarget == null && target != null)) {
            return Admission.rejected(RejectedRequest.HOST_MALFORMED);
        }
        if (inHeader != null && inHttp2 != null && !inHeader.equals(inHttp2)) {
            return Admission.rejected(RejectedRequest.HOSTS_DIFFER);
        }
        // The authority of the target counts (RFC 9112, section 3.2.2).
        Authority host = inTarget != null ? inTarget : inHttp2 != null ? inHttp2 : inHeader;
        if (host != null) {
            head.headers().set(HttpHeaderNames.HOST, host.toString());
        }
        return decide(head, host);
    }

    /**
     * Returns the reason to reject a Transfer-Encoding other than chunked. Netty finds the end of a body by "chunked"
     * at any place of the list, and ignores lists without it, so another server may find another end (request
     * smuggling). Netty itself rejects a Transfer-Encoding beside a Content-Length and in HTTP/1.0.
     */
    private static @Nullable RejectedRequest transferCoding(HttpRequest head) {
        List<String> lines = head.headers().getAll(HttpHeaderNames.TRANSFER_ENCODING);
        String codings = String.join(",", lines).strip().toLowerCase(Locale.ROOT);
        if (lines.isEmpty() || codings.equals(CHUNKED)) {
            return null;
        }
        return CHUNKED_LAST.matcher(codings).matches() && codings.indexOf(CHUNKED) == codings.lastIndexOf(CHUNKED)
                ? RejectedRequest.CODING_NOT_SUPPORTED
                : RejectedRequest.NOT_CHUNKED;
    }

    private Admission decide(HttpRequest head, @Nullable Authority host) {
        AccessDecision decision = policy.decide(new AccessRequest(
                head.method().name(), host, head.headers()::getAll, method -> target(method, head.uri())));
        if (decision.refusal() != null) {
            log.add(decision.refusal());
            return new Admission(RejectedRequest.refused(decision.refusal()), decision.headers(), false);
        }
        return new Admission(null, decision.headers(), decision.isPreflight());
    }

    private Target target(String method, String uri) {
        Route route = router.find(method, RestRequest.path(uri));
        if (route == null) {
            return Target.NOTHING;
        }
        return switch (route.kind()) {
            case PUBLIC_DOCUMENT -> Target.PUBLIC_DOCUMENT;
            case DOCUMENT -> Target.DOCUMENT;
            case CALL, BATCH_ITEM, CONTROL, OTHER_SERVICE -> route.mayChange() ? Target.CHANGE : Target.READ;
        };
    }

    /** Returns the authority of a request target that is a URL; null if it is another one. */
    private static @Nullable String authorityOf(String target) {
        int scheme = target.startsWith("/") ? -1 : target.indexOf("://");
        if (scheme < 0) {
            return null;
        }
        if (!target.substring(0, scheme).matches("(?i)https?")) {
            return "";
        }
        int end = scheme + 3;
        while (end < target.length() && "/?#".indexOf(target.charAt(end)) < 0) {
            end++;
        }
        return target.substring(scheme + 3, end);
    }
}
