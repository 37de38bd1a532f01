package io.github.cloudtasks.dispatcher.request;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * The percent-encoding of URLs, which makes any text safe for a request line. Legal characters stay unchanged, and so
 * does a percent sign: the service accepts {@code /%zz} (recorded). It encodes some characters "for safety"
 * (documented); which ones is inferred.
 */
final class UrlEncoding {
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    /**
     * The ASCII characters that are illegal in paths and queries (RFC 3986), except for brackets, which many queries
     * use.
     */
    private static final String ILLEGAL = "\"#<>\\^`{|}";

    private UrlEncoding() {}

    /** Encodes a path, question marks included. */
    static String path(String text) {
        return encode(text, true);
    }

    /** Encodes a query. */
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
