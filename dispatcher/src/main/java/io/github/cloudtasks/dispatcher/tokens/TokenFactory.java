package io.github.cloudtasks.dispatcher.tokens;

import io.github.cloudtasks.dispatcher.request.AuthorizationProvider;
import io.github.cloudtasks.model.Authorization;
import io.github.cloudtasks.model.Authorization.OAuthToken;
import io.github.cloudtasks.model.Authorization.OidcToken;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.function.Supplier;

/**
 * Creates the tokens of tasks. Any service account is accepted, because there is no registry of accounts. Safe for use
 * by several threads. The signing key is read at its first use, so that it does not delay the start.
 */
public final class TokenFactory implements AuthorizationProvider {
    private final TokenSettings settings;
    private final Supplier<String> ownAddress;
    private final InstantSource clock;
    private final IdTokenCache idTokens = new IdTokenCache();

    /**
     * Creates a factory.
     *
     * @param ownAddress returns the issuer if the settings have none; called for each new token, and may block
     * @param clock the clock of verifiers, which compare it with the time at which a token was issued
     */
    public TokenFactory(TokenSettings settings, Supplier<String> ownAddress, InstantSource clock) {
        this.settings = settings;
        this.ownAddress = ownAddress;
        this.clock = clock;
    }

    /** Returns the issuer of ID tokens, a URL. */
    public String issuer() {
        String chosen = settings.issuer();
        return chosen == null ? ownAddress.get() : chosen;
    }

    /** Returns the key that signs ID tokens. */
    public SigningKey signingKey() {
        SigningKey chosen = settings.key();
        return chosen == null ? SigningKey.builtIn() : chosen;
    }

    /** {@inheritDoc} */
    @Override
    public String headerValue(Authorization authorization, String url) {
        return "Bearer "
                + switch (authorization) {
                    case OidcToken token -> idToken(token.serviceAccountEmail(), token.audienceFor(url));
                    case OAuthToken token -> accessToken(token);
                };
    }

    /**
     * Returns an ID token of a service account, which was issued in the last ten minutes.
     *
     * @param audience any text
     */
    public String idToken(String email, String audience) {
        return idTokens.get(
                email,
                audience,
                clock.instant().truncatedTo(ChronoUnit.SECONDS),
                now -> new IdToken(issuer(), email, audience, now, null).signedWith(signingKey()));
    }

    /** Returns a new ID token of a service account, with the claims of the machine that requests it. */
    public String idToken(String email, String audience, InstanceClaims instance) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        return new IdToken(issuer(), email, audience, now, instance).signedWith(signingKey());
    }

    /** Returns the number that stands for a service account in its ID tokens. It depends on the address alone. */
    public static String accountId(String email) {
        return IdToken.accountId(email);
    }

    /**
     * Returns a token that starts like an access token of Google, whose content is opaque. It is derived from the
     * account and the scope, so that it is the same at every start and a test can predict it.
     */
    private static String accessToken(OAuthToken token) {
        String accountAndScope = token.serviceAccountEmail() + "\n" + token.scope();
        return "ya29." + Encodings.base64Url(Encodings.sha256(accountAndScope.getBytes(StandardCharsets.UTF_8)));
    }
}
