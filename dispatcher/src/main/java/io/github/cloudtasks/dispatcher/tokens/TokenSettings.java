package io.github.cloudtasks.dispatcher.tokens;

import org.jspecify.annotations.Nullable;

/**
 * The settings of tokens.
 *
 * @param issuer the {@code iss} claim of ID tokens, a URL; null for the emulator's own address
 * @param key the key that signs ID tokens; null for the built-in one
 */
public record TokenSettings(
        @Nullable String issuer, @Nullable SigningKey key) {

    /** The emulator's own address, and the built-in key. */
    public static final TokenSettings DEFAULT = new TokenSettings(null, null);

    /** Returns the same settings with another issuer. */
    public TokenSettings withIssuer(String newIssuer) {
        return new TokenSettings(newIssuer, key);
    }

    /** Returns the same settings with another key. */
    public TokenSettings withKey(SigningKey newKey) {
        return new TokenSettings(issuer, newKey);
    }
}
