package io.github.cloudtasks.dispatcher.request;

import io.github.cloudtasks.dispatcher.http.HttpHeader;
import io.github.cloudtasks.model.queue.HttpTarget;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The headers that a caller put on a task and a queue, in the order given, one line per name whatever its case. */
final class CallerHeaders {

    /** Names that the service drops from tasks (recorded), because they are its own or frame the message. */
    private static final Set<String> RESERVED_IN_TASKS = Set.of(
            "accept-encoding",
            "connection",
            "content-length",
            "from",
            "host",
            "keep-alive",
            "proxy-authorization",
            "proxy-connection",
            "te",
            "transfer-encoding",
            "upgrade",
            "user-agent",
            "via",
            "x-forwarded-for");

    /** Names that the service refuses in a queue's overrides (recorded). */
    private static final Set<String> RESERVED_IN_QUEUES =
            Set.of("connection", "content-length", "host", "transfer-encoding", "user-agent", "x-forwarded-for");

    private final Map<String, HttpHeader> byLowerCaseName = new LinkedHashMap<>();

    /** Adds a task's headers but those that are the service's own; names that differ in case only share a line. */
    void addAll(Map<String, String> taskHeaders) {
        taskHeaders.forEach((name, value) -> {
            String key = name.toLowerCase(Locale.ROOT);
            if (!RESERVED_IN_TASKS.contains(key) && !hasReservedPrefix(key)) {
                add(key, name, value);
            }
        });
    }

    /** Puts a queue's headers in place of all of the same name. */
    void override(Collection<HttpTarget.Header> overrides) {
        for (HttpTarget.Header override : overrides) {
            remove(override.key());
        }
        for (HttpTarget.Header override : overrides) {
            String key = override.key().toLowerCase(Locale.ROOT);
            if (!RESERVED_IN_QUEUES.contains(key) && !hasReservedPrefix(key)) {
                add(key, override.key(), override.value());
            }
        }
    }

    void remove(String name) {
        byLowerCaseName.remove(name.toLowerCase(Locale.ROOT));
    }

    /** What was given under a lower-case name. */
    @Nullable
    HttpHeader get(String lowerCaseName) {
        return byLowerCaseName.get(lowerCaseName);
    }

    Collection<HttpHeader> all() {
        return byLowerCaseName.values();
    }

    private void add(String key, String name, String value) {
        HttpHeader header = HttpHeader.cleaned(name, value);
        if (header != null) {
            byLowerCaseName.merge(
                    key, header, (first, next) -> new HttpHeader(first.name(), first.value() + "," + next.value()));
        }
    }

    private static boolean hasReservedPrefix(String key) {
        return key.startsWith("x-cloudtasks-") || key.startsWith("x-google-") || key.startsWith("x-appengine-");
    }
}
