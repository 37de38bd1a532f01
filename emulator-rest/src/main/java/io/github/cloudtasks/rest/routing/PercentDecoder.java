package io.github.cloudtasks.rest.routing;

import io.github.cloudtasks.rest.json.GoogleJson;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Percent-decoding of paths, query strings and forms. Their characters stand for bytes (ISO 8859-1), because clients
 * may send bytes without escaping them; the decoded bytes are UTF-8. Text that is not a valid escape stays unchanged,
 * as in Google's path matcher (inferred).
 */
final class PercentDecoder {
    private PercentDecoder() {}

    /** Decodes a path segment that is the whole value of a variable. A plus sign stays a plus sign. */
    static String segment(String raw) {
        return isPlain(raw) ? raw : text(raw, false, false);
    }

    /** Decodes a segment of a longer variable. An escaped slash stays escaped (documented in http.proto). */
    static String segmentKeepingSlash(String raw) {
        return isPlain(raw) ? raw : text(raw, true, false);
    }

    /** Decodes a name or value of a query string. A plus sign becomes a space. */
    static String query(String raw) {
        return raw.indexOf('+') < 0 && isPlain(raw) ? raw : text(raw, false, true);
    }

    /** Returns whether the decoded text is well-formed UTF-8. If it is, all parts between delimiters are, too. */
    static boolean isUtf8(String raw) {
        return isPlain(raw) || GoogleJson.isUtf8(decode(raw, false, false));
    }

    private static boolean isPlain(String raw) {
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c == '%' || c >= 0x80) {
                return false;
            }
        }
        return true;
    }

    private static String text(String raw, boolean keepSlash, boolean plusIsSpace) {
        return new String(decode(raw, keepSlash, plusIsSpace), StandardCharsets.UTF_8);
    }

    private static byte[] decode(String raw, boolean keepSlash, boolean plusIsSpace) {
        byte[] in = raw.getBytes(StandardCharsets.ISO_8859_1);
        ByteArrayOutputStream out = new ByteArrayOutputStream(in.length);
        for (int i = 0; i < in.length; i++) {
            int escaped = in[i] == '%' ? escapedByte(in, i) : -1;
            if (escaped >= 0 && !(keepSlash && escaped == '/')) {
                out.write(escaped);
                i += 2;
            } else {
                out.write(plusIsSpace && in[i] == '+' ? ' ' : in[i]);
            }
        }
        return out.toByteArray();
    }

    /** Returns the byte of the escape that starts at {@code percent}; -1 if it is not a valid escape. */
    private static int escapedByte(byte[] in, int percent) {
        if (percent + 2 >= in.length) {
            return -1;
        }
        int high = Character.digit(in[percent + 1], 16);
        int low = Character.digit(in[percent + 2], 16);
        return high < 0 || low < 0 ? -1 : (high << 4) | low;
    }
}
