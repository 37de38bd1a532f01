package io.github.cloudtasks.dispatcher.tokens;

import org.jspecify.annotations.Nullable;

/**
 * What a user can choose about tokens.
 *
 * @param issuer the {@code iss} claim, a URL; null for the emulator's own address
 * @param key what signs; null for the built-in key
 */
public record TokenSettings(
        @Nullable String issuer, @Nullable SigningKey key) {

    /** The emulator's own address, and its own key. */
    public static final TokenSettings DEFAULT = new TokenSettings(null, null);

    /** The same settings with another issuer. */
    public TokenSettings withIssuer(String newIssuer) {
        return new TokenSettings(newIssuer, key);
    }

    /** The same settings with another key. */
    public TokenSettings withKey(SigningKey newKey) {
        return new TokenSettings(issuer, newKey);
    }
}
