package io.github.cloudtasks.rest.routing;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Percent-decoding of paths and query strings. Text that is not a valid escape stays unchanged, as in Google's path
 * matcher (inferred).
 */
final class PercentDecoder {
    private PercentDecoder() {}

    /** Decodes a path segment that is the whole value of a variable. A plus sign stays a plus sign. */
    static String segment(String raw) {
        return raw.indexOf('%') < 0 ? raw : decode(raw, false, false);
    }

    /** Decodes a segment of a longer variable. An escaped slash stays escaped (documented in http.proto). */
    static String segmentKeepingSlash(String raw) {
        return raw.indexOf('%') < 0 ? raw : decode(raw, true, false);
    }

    /** Decodes a name or value of a query string. A plus sign becomes a space. */
    static String query(String raw) {
        return raw.indexOf('%') < 0 && raw.indexOf('+') < 0 ? raw : decode(raw, false, true);
    }

    private static String decode(String raw, boolean keepSlash, boolean plusIsSpace) {
        byte[] in = raw.getBytes(StandardCharsets.UTF_8);
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
        return out.toString(StandardCharsets.UTF_8);
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
