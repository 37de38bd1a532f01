package io.github.cloudtasks.dispatcher.tokens;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** The encoding of JSON Web Tokens and Keys: base64 for URLs, without padding. */
final class Base64Url {
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    private Base64Url() {}

    static String encode(byte[] bytes) {
        return ENCODER.encodeToString(bytes);
    }

    static String encode(String text) {
        return encode(text.getBytes(StandardCharsets.UTF_8));
    }
}
