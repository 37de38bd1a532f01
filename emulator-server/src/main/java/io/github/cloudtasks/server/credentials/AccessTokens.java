package io.github.cloudtasks.server.credentials;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;

/** Made-up OAuth access tokens. They do not start like those of Google, so that nobody takes them for real ones. */
public final class AccessTokens {
    /** The lifetime of tokens in seconds, as the service states it. Ours never expire, because nothing checks them. */
    public static final int LIFETIME_SECONDS = 3599;

    private static final String PREFIX = "emulator-";
    private static final int BYTES = 24;

    private AccessTokens() {}

    /** Returns the token of a service account, which depends on the address alone. */
    public static String of(String email) {
        return PREFIX + Base64.getUrlEncoder().encodeToString(Arrays.copyOf(digest(email), BYTES));
    }

    private static byte[] digest(String email) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(email.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** Returns a token as in the responses of OAuth. */
    public static ObjectNode response(String email) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("access_token", of(email))
                .put("expires_in", LIFETIME_SECONDS)
                .put("token_type", "Bearer");
    }
}
