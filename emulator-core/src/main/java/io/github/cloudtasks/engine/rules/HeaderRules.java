package io.github.cloudtasks.engine.rules;

import io.github.cloudtasks.engine.spec.Limits;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rules for the headers of tasks and queues: reserved names, values that can be sent, and defaults (recorded unless
 * stated otherwise). They apply when a task or a queue is stored, and again when an attempt is sent.
 */
public final class HeaderRules {
    /** The user agent of HTTP tasks, which a caller cannot change. */
    public static final String HTTP_USER_AGENT = "Google-Cloud-Tasks";

    /** The content type of an App Engine task that has a body and no type of its own (documented). */
    public static final String APP_ENGINE_CONTENT_TYPE = "application/octet-stream";

    private static final String APP_ENGINE_USER_AGENT = "AppEngine-Google; (+http://code.google.com/appengine)";

    /** The names that are dropped from tasks, in lower case. */
    private static final Set<String> DROPPED = Set.of(
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

    /** The names that are rejected in header overrides of queues, in lower case. */
    private static final Set<String> RESERVED_IN_QUEUES =
            Set.of("connection", "content-length", "host", "transfer-encoding", "user-agent", "x-forwarded-for");

    private static final List<String> RESERVED_PREFIXES_IN_QUEUES =
            List.of("x-google-", "x-appengine-", "x-cloudtasks-");

    private HeaderRules() {}

    /** Returns the headers with which an HTTP task is stored. Invalid headers are dropped, not rejected. */
    static Map<String, String> ofHttp(Map<String, String> requested) {
        Map<String, String> headers = sanitized(requested);
        headers.put("User-Agent", HTTP_USER_AGENT);
        return headers;
    }

    /**
     * Returns the headers with which an App Engine task is stored. A body adds its length, and a content type if there
     * is none (documented).
     */
    static Map<String, String> ofAppEngine(Map<String, String> requested, int bodySize) {
        Map<String, String> headers = sanitized(requested);
        headers.put("User-Agent", appEngineUserAgent(requested));
        if (bodySize > 0) {
            headers.put("Content-Length", Integer.toString(bodySize));
            if (valueOf("content-type", headers).isEmpty()) {
                headers.put("Content-Type", APP_ENGINE_CONTENT_TYPE);
            }
        }
        return headers;
    }

    /**
     * Returns the user agent of an App Engine task: the caller's, followed by that of the service. The latter is not
     * added twice when a caller creates a task with the headers of a stored one (inferred).
     *
     * @param headers as requested or as stored
     */
    public static String appEngineUserAgent(Map<String, String> headers) {
        String own = valueOf("user-agent", headers);
        if (own.endsWith(APP_ENGINE_USER_AGENT)) {
            return own;
        }
        return own.isEmpty() ? APP_ENGINE_USER_AGENT : own + " " + APP_ENGINE_USER_AGENT;
    }

    /** Returns whether a header of a stored task is sent. Returns false for names that the service sets itself. */
    public static boolean isSent(String name) {
        return isKept(name) && !name.toLowerCase(Locale.ROOT).startsWith("x-cloudtasks-");
    }

    /** Returns whether a queue's header overrides must not have that name. */
    public static boolean isReservedInQueues(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.isEmpty()
                || lower.indexOf(':') >= 0
                || RESERVED_IN_QUEUES.contains(lower)
                || RESERVED_PREFIXES_IN_QUEUES.stream().anyMatch(lower::startsWith);
    }

    /** Returns whether a name can be sent: visible ASCII without a colon. A slash is accepted. */
    public static boolean isName(String name) {
        return !name.isEmpty() && name.chars().allMatch(c -> c > ' ' && c < 0x7f && c != ':');
    }

    /**
     * Returns the form of a value that can be sent, or null if there is none. The value ends at a NUL, and line breaks
     * become underscores. Other control characters and non-ASCII cannot be sent.
     */
    public static @Nullable String sendableValue(String value) {
        if (isSendable(value)) {
            return value;
        }
        int nul = value.indexOf('\0');
        String cut = nul < 0 ? value : value.substring(0, nul);
        String oneLine = cut.replace('\r', '_').replace('\n', '_');
        return isSendable(oneLine) ? oneLine : null;
    }

    private static Map<String, String> sanitized(Map<String, String> requested) {
        Map<String, String> headers = new LinkedHashMap<>();
        requested.forEach((name, value) -> {
            String storedValue = storedValue(name, value);
            if (isKept(name) && !storedValue.isEmpty()) {
                headers.put(name, storedValue);
            }
        });
        return headers;
    }

    private static boolean isKept(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return isName(name)
                && !DROPPED.contains(lower)
                && !lower.startsWith("x-google")
                && !lower.startsWith("x-appengine");
    }

    /** Returns the value as it is stored; empty if the header is dropped. */
    private static String storedValue(String name, String value) {
        String sendable = sendableValue(value);
        return sendable != null && name.length() + sendable.length() <= Limits.MAX_HEADER_BYTES ? sendable : "";
    }

    private static boolean isSendable(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c != '\t' && (c < ' ' || c >= 0x7f)) {
                return false;
            }
        }
        return true;
    }

    private static String valueOf(String lowerName, Map<String, String> headers) {
        for (Map.Entry<String, String> header : headers.entrySet()) {
            if (header.getKey().toLowerCase(Locale.ROOT).equals(lowerName)) {
                return storedValue(header.getKey(), header.getValue());
            }
        }
        return "";
    }
}
