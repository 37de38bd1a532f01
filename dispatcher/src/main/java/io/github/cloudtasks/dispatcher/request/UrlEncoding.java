package io.github.cloudtasks.dispatcher.request;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * Makes any text safe for a request line. What is legal stays as it is, a percent sign too: the service accepts
 * {@code /%zz} (recorded) and says that it encodes some characters "for safety" (documented); which ones is inferred.
 */
final class UrlEncoding {
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    /** ASCII that has no place in a path or a query (RFC 3986), brackets apart, which many queries use. */
    private static final String ILLEGAL = "\"#<>\\^`{|}";

    private UrlEncoding() {}

    /** The text as a path: a question mark is part of it. */
    static String path(String text) {
        return encode(text, true);
    }

    /** The text as a query. */
    static String query(String text) {
        return encode(text, false);
    }

    private static String encode(String text, boolean path) {
        int legal = 0;
        while (legal < text.length() && isLegal(text.charAt(legal), path)) {
            legal++;
        }
        if (legal == text.length()) {
            return text;
        }
        StringBuilder encoded = new StringBuilder(text.length() + 16).append(text, 0, legal);
        for (int i = legal; i < text.length(); ) {
            int codePoint = text.codePointAt(i);
            int next = i + Character.charCount(codePoint);
            if (isLegal(codePoint, path)) {
                encoded.append((char) codePoint);
            } else {
                for (byte b : text.substring(i, next).getBytes(StandardCharsets.UTF_8)) {
                    HEX.toHexDigits(encoded.append('%'), b);
                }
            }
            i = next;
        }
        return encoded.toString();
    }

    private static boolean isLegal(int character, boolean path) {
        return character > ' ' && character < 0x7f && ILLEGAL.indexOf(character) < 0 && !(path && character == '?');
    }
}
