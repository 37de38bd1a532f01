package io.github.cloudtasks.engine.rules;

import io.github.cloudtasks.engine.spec.Limits;
import io.github.cloudtasks.model.ApiException;
import io.github.cloudtasks.model.queue.HttpTarget;
import io.github.cloudtasks.model.queue.HttpTarget.Header;
import io.github.cloudtasks.model.queue.UriOverride;
import java.util.List;
import java.util.stream.Collectors;

/** What a queue's HTTP target must be (recorded, but for what says otherwise). */
final class HttpTargetRules {
    private HttpTargetRules() {}

    /** Checks a target that a caller asks for. */
    static void check(HttpTarget target) {
        checkMerged(target);
        AuthorizationRules.check(target.authorization());
    }

    /** Checks a target that an update has led to: a mask may leave a token without an e-mail address (recorded). */
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
            throw ApiException.invalidHttpTarget("Invalid uri_override.");
        }
        String host = override.host();
        // A scheme brings a colon and slashes, a port a colon, a path a slash.
        if (host != null && (host.isEmpty() || host.indexOf('/') >= 0 || host.indexOf(':') >= 0)) {
            throw ApiException.invalidHttpTarget("Invalid Host.");
        }
        if (override.port() != null && override.port() < 0) {
            throw ApiException.invalidHttpTarget("Port number should be a positive integer.");
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
                            + String.join(", ", bad));
        }
        int bytes = headers.stream()
                .collect(Collectors.summingInt(h -> h.key().length() + h.value().length()));
        if (bytes >= Limits.MAX_HEADERS_BYTES) {
            // The limit is documented, the words are ours.
            throw ApiException.invalidArgument(
                    "Error in parsing HttpTarget.headers. The size of the headers must be less than 80KB.");
        }
    }
}
