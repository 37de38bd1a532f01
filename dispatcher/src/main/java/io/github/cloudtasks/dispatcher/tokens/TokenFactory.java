package io.github.cloudtasks.dispatcher.tokens;

import io.github.cloudtasks.dispatcher.request.AuthorizationProvider;
import io.github.cloudtasks.model.Authorization;
import io.github.cloudtasks.model.Authorization.OAuthToken;
import io.github.cloudtasks.model.Authorization.OidcToken;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.function.Supplier;

/**
 * Makes the tokens that tasks ask for. Any account will do: there is nobody to ask whether it exists. Safe for use by
 * many threads. The signing key is first looked at when a token or the key is asked for, so it does not slow a start.
 */
public final class TokenFactory implements AuthorizationProvider {
    private final TokenSettings settings;
    private final Supplier<String> ownAddress;
    private final InstantSource clock;
    private final IdTokenCache idTokens = new IdTokenCache();

    /**
     * A maker of tokens.
     *
     * @param ownAddress the issuer where the settings name none; asked when a token is made, and for each
     * @param clock tells when a token is issued; verifiers compare it with their own
     */
    public TokenFactory(TokenSettings settings, Supplier<String> ownAddress, InstantSource clock) {
        this.settings = settings;
        this.ownAddress = ownAddress;
        this.clock = clock;
    }

    /** What ID tokens name as their issuer: a URL. */
    public String issuer() {
        String chosen = settings.issuer();
        return chosen == null ? ownAddress.get() : chosen;
    }

    /** What signs ID tokens. */
    public SigningKey signingKey() {
        SigningKey chosen = settings.key();
        return chosen == null ? SigningKey.builtIn() : chosen;
    }

    /** {@inheritDoc} */
    @Override
    public String headerValue(Authorization authorization, String url) {
        return "Bearer "
                + switch (authorization) {
                    case OidcToken token ->
                        idToken(token.serviceAccountEmail(), token.audience().isEmpty() ? url : token.audience());
                    case OAuthToken token -> accessToken(token);
                };
    }

    private String idToken(String email, String audience) {
        return idTokens.get(
                email,
                audience,
                clock.instant().truncatedTo(ChronoUnit.SECONDS),
                now -> new IdToken(issuer(), email, audience, now).signedWith(signingKey()));
    }

    /**
     * Nobody but Google can look into an access token; it only begins like one of theirs. The same account and scope
     * have the same token on every start, so that a test can know it, and so that nothing has to be remembered.
     */
    private static String accessToken(OAuthToken token) {
        String whose = token.serviceAccountEmail() + "\n" + token.scope();
        return "ya29." + Base64Url.encode(Sha256.of(whose.getBytes(StandardCharsets.UTF_8)));
    }
}
