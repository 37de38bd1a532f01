package io.github.cloudtasks.dispatcher.tokens;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** The encodings and the digest of JSON Web Tokens and Keys. */
final class Encodings {
    private static final Base64.Encoder BASE64_URL = Base64.getUrlEncoder().withoutPadding();

    private Encodings() {}

    /** Returns base64url without padding. */
    static String base64Url(byte[] bytes) {
        return BASE64_URL.encodeToString(bytes);
    }

    /** Returns the UTF-8 bytes of a text as base64url without padding. */
    static String base64Url(String text) {
        return base64Url(text.getBytes(StandardCharsets.UTF_8));
    }

    static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
