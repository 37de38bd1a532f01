package io.github.cloudtasks.engine.rules;

import io.github.cloudtasks.engine.spec.Limits;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What becomes of a task's headers when it is stored: nothing is refused, much is dropped or mended (recorded). */
final class HeaderRules {
    private static final String HTTP_USER_AGENT = "Google-Cloud-Tasks";
    private static final String APP_ENGINE_USER_AGENT = "AppEngine-Google; (+http://code.google.com/appengine)";

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

    private HeaderRules() {}

    /** The headers that an HTTP task is stored with. */
    static Map<String, String> ofHttp(Map<String, String> asked) {
        Map<String, String> headers = sanitised(asked);
        headers.put("User-Agent", HTTP_USER_AGENT);
        return headers;
    }

    /**
     * The headers that an App Engine task is stored with. A caller's user agent is kept, before the service's; a body
     * gets its length and, where the caller gave none, a type (documented).
     */
    static Map<String, String> ofAppEngine(Map<String, String> asked, int bodySize) {
        Map<String, String> headers = sanitised(asked);
        headers.put("User-Agent", withAppEngine(valueOf("user-agent", asked)));
        if (bodySize > 0) {
            headers.put("Content-Length", Integer.toString(bodySize));
            if (valueOf("content-type", headers).isEmpty()) {
                headers.put("Content-Type", "application/octet-stream");
            }
        }
        return headers;
    }

    /** What ends with the service's own already comes from a task that was shown before (inferred). */
    private static String withAppEngine(String userAgent) {
        if (userAgent.endsWith(APP_ENGINE_USER_AGENT)) {
            return userAgent;
        }
        return userAgent.isEmpty() ? APP_ENGINE_USER_AGENT : userAgent + " " + APP_ENGINE_USER_AGENT;
    }

    private static Map<String, String> sanitised(Map<String, String> asked) {
        Map<String, String> headers = new LinkedHashMap<>();
        asked.forEach((name, value) -> {
            String mended = mended(name, value);
            if (isKept(name) && !mended.isEmpty()) {
                headers.put(name, mended);
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

    /** No blank, tab, colon or control character, and only ASCII; a slash is let through. */
    private static boolean isName(String name) {
        return !name.isEmpty() && name.chars().allMatch(c -> c > ' ' && c < 0x7f && c != ':');
    }

    /** The value cut at a NUL, with an underscore for each line break; empty where it still cannot be sent. */
    private static String mended(String name, String value) {
        int nul = value.indexOf('\0');
        String cut = nul < 0 ? value : value.substring(0, nul);
        String mended = cut.replace('\r', '_').replace('\n', '_');
        boolean sendable = mended.chars().allMatch(c -> (c >= ' ' && c < 0x7f) || c == '\t');
        return sendable && name.length() + mended.length() <= Limits.MAX_HEADER_BYTES ? mended : "";
    }

    private static String valueOf(String lowerName, Map<String, String> headers) {
        for (Map.Entry<String, String> header : headers.entrySet()) {
            if (header.getKey().toLowerCase(Locale.ROOT).equals(lowerName)) {
                return mended(header.getKey(), header.getValue());
            }
        }
        return "";
    }
}
