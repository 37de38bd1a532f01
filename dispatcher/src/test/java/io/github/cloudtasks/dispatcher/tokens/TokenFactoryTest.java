package io.github.cloudtasks.dispatcher.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jwt.SignedJWT;
import io.github.cloudtasks.model.Authorization.OAuthToken;
import io.github.cloudtasks.model.Authorization.OidcToken;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenFactoryTest {
    private static final String EMAIL = "worker@my-project.iam.gserviceaccount.com";
    private static final String URL = "https://example.com/work?query";

    private Instant now = Instant.parse("2026-01-02T03:04:05.678Z");
    private final TokenFactory tokens =
            new TokenFactory(TokenSettings.DEFAULT, () -> "http://127.0.0.1:8123", () -> now);

    @Test
    @Tag("recorded")
    void id_token_has_header_and_claims_of_the_service() throws Exception {
        SignedJWT token = TestKeys.token(tokens.headerValue(new OidcToken(EMAIL, "https://example.com/audience"), URL));

        assertThat(token.getHeader().toJSONObject())
                .isEqualTo(Map.of(
                        "alg", "RS256", "kid", tokens.signingKey().publicKey().keyId(), "typ", "JWT"));
        Map<String, Object> claims = token.getPayload().toJSONObject();
        String account = (String) claims.get("sub");
        assertThat(claims)
                .isEqualTo(Map.of(
                        "aud",
                        "https://example.com/audience",
                        "azp",
                        account,
                        "email",
                        EMAIL,
                        "email_verified",
                        true,
                        "exp",
                        1767323045L + 3600,
                        "iat",
                        1767323045L,
                        "iss",
                        "http://127.0.0.1:8123",
                        "sub",
                        account));
        assertThat(account).matches("1\\d{20}");
    }

    @Test
    @Tag("recorded")
    void audience_defaults_to_the_url() throws Exception {
        assertThat(TestKeys.token(tokens.headerValue(new OidcToken(EMAIL, ""), URL))
                        .getJWTClaimsSet()
                        .getAudience())
                .containsExactly(URL);
    }

    @Test
    @Tag("documented")
    void signature_is_valid_for_public_key_and_unchanged_content() throws Exception {
        String header = tokens.headerValue(new OidcToken(EMAIL, "a"), URL);
        RSASSAVerifier verifier =
                new RSASSAVerifier(TestKeys.verifier(tokens.signingKey().publicKey()));

        assertThat(TestKeys.token(header).verify(verifier)).isTrue();
        String[] parts = header.split("\\.");
        String other = TestKeys.token(tokens.headerValue(new OidcToken(EMAIL, "b"), URL))
                .serialize()
                .split("\\.")[1];
        assertThat(TestKeys.token(parts[0] + "." + other + "." + parts[2]).verify(verifier))
                .isFalse();
    }

    @ParameterizedTest
    @Tag("inferred")
    @ValueSource(strings = {"quote\" backslash\\ line\n", "\u00e4\u4e2d\ud83d\ude00", "{}"})
    void audience_may_be_any_text(String audience) throws Exception {
        SignedJWT token = TestKeys.token(tokens.headerValue(new OidcToken(EMAIL, audience), URL));

        assertThat(token.getJWTClaimsSet().getAudience()).containsExactly(audience);
    }

    @Test
    @Tag("unlike")
    void issuer_is_configured_or_the_emulators_address() throws Exception {
        TokenFactory of =
                new TokenFactory(TokenSettings.DEFAULT.withIssuer("https://accounts.google.com"), () -> "x", () -> now);

        assertThat(issuer(tokens)).isEqualTo("http://127.0.0.1:8123").isEqualTo(tokens.issuer());
        assertThat(issuer(of)).isEqualTo("https://accounts.google.com").isEqualTo(of.issuer());
    }

    @Test
    @Tag("inferred")
    void id_token_is_reused_for_ten_minutes() {
        OidcToken wanted = new OidcToken(EMAIL, "a");
        String first = tokens.headerValue(wanted, URL);

        now = now.plus(Duration.ofMinutes(9));
        assertThat(tokens.headerValue(wanted, URL)).isEqualTo(first);
        assertThat(tokens.headerValue(new OidcToken("other@example.com", "a"), URL))
                .isNotEqualTo(first);
        now = now.plus(Duration.ofMinutes(1));
        assertThat(tokens.headerValue(wanted, URL)).isNotEqualTo(first);
    }

    @Test
    @Tag("inferred")
    void account_id_depends_on_address_only() {
        assertThat(IdToken.accountId(EMAIL)).isEqualTo(IdToken.accountId(EMAIL)).hasSize(21);
        assertThat(IdToken.accountId("a@b.c"))
                .isNotEqualTo(IdToken.accountId("a@b.d"))
                .matches("1\\d{20}");
    }

    @Test
    @Tag("inferred")
    void access_token_depends_on_account_and_scope() {
        String token = tokens.headerValue(new OAuthToken(EMAIL, "scope"), URL);

        assertThat(token).matches("Bearer ya29\\.[A-Za-z0-9_-]{43}");
        assertThat(tokens.headerValue(new OAuthToken(EMAIL, "scope"), "https://a.googleapis.com"))
                .isEqualTo(token);
        assertThat(tokens.headerValue(new OAuthToken(EMAIL, "other"), URL)).isNotEqualTo(token);
        assertThat(tokens.headerValue(new OAuthToken("a@b.c", "scope"), URL)).isNotEqualTo(token);
    }

    private static String issuer(TokenFactory tokens) throws Exception {
        return TestKeys.token(tokens.headerValue(new OidcToken(EMAIL, ""), URL))
                .getJWTClaimsSet()
                .getIssuer();
    }
}
