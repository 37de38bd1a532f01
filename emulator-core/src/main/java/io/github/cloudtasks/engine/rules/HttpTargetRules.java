package io.github.cloudtasks.engine.rules;

import io.github.cloudtasks.engine.spec.Limits;
import io.github.cloudtasks.model.ApiException;
import io.github.cloudtasks.model.queue.HttpTarget;
import io.github.cloudtasks.model.queue.HttpTarget.Header;
import io.github.cloudtasks.model.queue.UriOverride;
import java.util.List;
import java.util.stream.Collectors;

/** The rules for the HTTP target of a queue (recorded unless stated otherwise). */
final class HttpTargetRules {
    private HttpTargetRules() {}

    /** Checks the target of a request. */
    static void check(HttpTarget target) {
        checkMerged(target);
        AuthorizationRules.checkAccount(target.authorization(), "http_target");
    }

    /**
     * Checks the target that results from an update. An update mask may leave a token without an e-mail address
     * (recorded).
     */
    static void checkMerged(HttpTarget target) {
        if (target.uriOverride() != null) {
            check(target.uriOverride());
        }
        checkHeaders(target.headerOverrides());
    }

    private static void check(UriOverride override) {
        if (override.scheme() == null
                && override.host() == null
                && override.port() == null
                && override.path() == null
                && override.query() == null) {
            throw ApiException.invalidHttpTarget("Invalid uri_override.").withFields("http_target.uri_override");
        }
        String host = override.host();
        // A colon or a slash means that the host includes a scheme, a port or a path.
        if (host != null && (host.isEmpty() || host.indexOf('/') >= 0 || host.indexOf(':') >= 0)) {
            throw ApiException.invalidHttpTarget("Invalid Host.").withFields("http_target.uri_override.host");
        }
        if (override.port() != null && override.port() < 0) {
            throw ApiException.invalidHttpTarget("Port number should be a positive integer.")
                    .withFields("http_target.uri_override.port");
        }
    }

    private static void checkHeaders(List<Header> headers) {
        List<String> bad = headers.stream()
                .map(Header::key)
                .filter(HeaderRules::isReservedInQueues)
                .toList();
        if (!bad.isEmpty()) {
            throw ApiException.invalidArgument(
                            "Error in parsing HttpTarget.headers. Header name cannot be empty or start with reserved prefixes."
                                    + " Invalid headers found: "
                                    + String.join(", ", bad))
                    .withFields("http_target.header_overrides[" + indexOf(bad.getFirst(), headers) + "].header.key");
        }
        int bytes = headers.stream()
                .collect(Collectors.summingInt(h -> h.key().length() + h.value().length()));
        if (bytes >= Limits.MAX_HEADERS_BYTES) {
            // The limit is documented, the message is inferred.
            throw ApiException.invalidArgument(
                            "Error in parsing HttpTarget.headers. The size of the headers must be less than 80KB.")
                    .withFields("http_target.header_overrides");
        }
    }

    private static int indexOf(String key, List<Header> headers) {
        return headers.stream().map(Header::key).toList().indexOf(key);
    }
}
