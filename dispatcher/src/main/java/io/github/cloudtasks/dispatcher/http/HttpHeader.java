package io.github.cloudtasks.dispatcher.http;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One line of a head. In a request, name and value are visible ASCII, the name without a colon, the value with blanks
 * and tabs; in a response they are what the target sent, read as Latin-1.
 *
 * @param name as written; upper and lower case are the same
 * @param value may be empty
 */
public record HttpHeader(String name, String value) {

    /**
     * A header that cannot break the head it stands in, or null where there is none to send. The rules are those by
     * which the service cleans a task's headers (recorded): a name that is empty or has blanks, colons or non-ASCII
     * drops the header; a value is cut at NUL, CR and LF become underscores, other control characters and non-ASCII
     * drop the header. A queue's overrides are stored uncleaned (recorded) and pass here for the first time.
     */
    public static @Nullable HttpHeader cleaned(String name, String value) {
        if (name.isEmpty() || !name.chars().allMatch(c -> c > ' ' && c < 0x7f && c != ':')) {
            return null;
        }
        if (isClean(value)) {
            return new HttpHeader(name, value);
        }
        int end = value.indexOf('\0');
        String cut = end < 0 ? value : value.substring(0, end);
        String oneLine = cut.replace('\r', '_').replace('\n', '_');
        return isClean(oneLine) ? new HttpHeader(name, oneLine) : null;
    }

    /** The value of the first of that name; null for none. */
    public static @Nullable String valueIn(List<HttpHeader> headers, String name) {
        for (HttpHeader header : headers) {
            if (header.isNamed(name)) {
                return header.value;
            }
        }
        return null;
    }

    /** Whether that is its name, in any case. */
    public boolean isNamed(String other) {
        return name.equalsIgnoreCase(other);
    }

    private static boolean isClean(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c != '\t' && (c < ' ' || c >= 0x7f)) {
                return false;
            }
        }
        return true;
    }
}
