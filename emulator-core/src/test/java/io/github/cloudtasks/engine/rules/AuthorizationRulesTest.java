package io.github.cloudtasks.engine.rules;

import static io.github.cloudtasks.engine.ErrorAssertions.assertInvalid;
import static io.github.cloudtasks.engine.ErrorAssertions.assertRejected;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.github.cloudtasks.engine.spec.Limits;
import io.github.cloudtasks.model.ApiException.Code;
import io.github.cloudtasks.model.Authorization;
import io.github.cloudtasks.model.Authorization.OAuthToken;
import io.github.cloudtasks.model.Authorization.OidcToken;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("recorded")
class AuthorizationRulesTest {
    private static final String EMAIL = "a@b.c";
    private static final String ACCOUNT = "worker@my-project.iam.gserviceaccount.com";
    private static final String URL = "https://example.com/work?q=1";
    private static final String GOOGLE = "https://cloudtasks.googleapis.com/v2";
    private static final String OAUTH_HOST =
            "Invalid url for HttpRequest.oauth_token. The hostname in the url must end with \".googleapis.com\"";

    private final AuthorizationRules rules = new AuthorizationRules(Limits.DEFAULTS);
    private final AuthorizationRules strict = new AuthorizationRules(Limits.DEFAULTS.withStrict(true));

    @ParameterizedTest
    @ValueSource(strings = {"a@b", "a@b.c", "emulated-service-acct@email.com"})
    void account_must_be_an_email_address__accepted(String email) {
        assertThatCode(() -> AuthorizationRules.checkAccount(new OidcToken(email, ""), "http_request"))
                .doesNotThrowAnyException();
        assertThatCode(() -> AuthorizationRules.checkAccount(new OAuthToken(email, ""), "http_request"))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "@", "@b", "a@", "a@b@c", "ab", " "})
    void account_must_be_an_email_address__rejected(String email) {
        assertInvalid(
                () -> AuthorizationRules.checkAccount(new OidcToken(email, ""), "http_request"),
                "Request contains an invalid argument.");
        assertInvalid(
                () -> AuthorizationRules.checkAccount(new OAuthToken(email, ""), "http_request"),
                "Request contains an invalid argument.");
    }

    @Test
    void account_is_required() {
        assertInvalid(
                () -> AuthorizationRules.checkAccount(new OidcToken("", "x"), "http_request"),
                "service_account_email must be set.");
        assertInvalid(
                () -> AuthorizationRules.checkAccount(new OAuthToken("", "x"), "http_request"),
                "service_account_email must be set.");
        assertThatCode(() -> AuthorizationRules.checkAccount(null, "http_request"))
                .doesNotThrowAnyException();
    }

    @Test
    void audience_defaults_to_the_url() {
        assertThat(complete(new OidcToken(EMAIL, ""), null, URL)).isEqualTo(new OidcToken(EMAIL, URL));
        assertThat(complete(new OidcToken(EMAIL, "any thing"), null, URL)).isEqualTo(new OidcToken(EMAIL, "any thing"));
    }

    @Test
    void scope_defaults_to_cloud_platform() {
        assertThat(complete(new OAuthToken(EMAIL, ""), null, GOOGLE))
                .isEqualTo(new OAuthToken(EMAIL, "https://www.googleapis.com/auth/cloud-platform"));
        assertThat(complete(new OAuthToken(EMAIL, "s"), null, GOOGLE)).isEqualTo(new OAuthToken(EMAIL, "s"));
    }

    @Test
    void token_of_the_queue_replaces_the_token_of_the_task() {
        Authorization ofQueue = new OidcToken("q@b.c", "");

        assertThat(complete(new OAuthToken(EMAIL, "s"), ofQueue, URL)).isEqualTo(new OidcToken("q@b.c", URL));
        assertThat(complete(null, ofQueue, URL)).isEqualTo(new OidcToken("q@b.c", URL));
        assertInvalid(() -> complete(new OidcToken(EMAIL, ""), new OAuthToken("q@b.c", ""), URL), OAUTH_HOST);
    }

    @Test
    void missing_token_stays_missing() {
        assertThat(complete(null, null, URL)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://cloudtasks.googleapis.com",
                "https://cloudtasks.googleapis.com:443/v2",
                "http://CloudTasks.GoogleApis.COM/v2",
                "https://a.b.googleapis.com/x?q=1#f",
                "https://a.googleapis.com?q=/@x"
            })
    void oauth_token_is_accepted_only_for_googleapis_hosts__accepted(String url) {
        assertThat(complete(new OAuthToken(EMAIL, "s"), null, url)).isNotNull();
    }

    /** The service accepts malformed URLs, so the host is extracted from these too. */
    @ParameterizedTest
    @Tag("inferred")
    @ValueSource(
            strings = {
                "https://cloudtasks.googleapis.com/%zz",
                "https://cloudtasks.googleapis.com/{name}",
                "https://cloudtasks.googleapis.com/a b?c=d|e",
                "https://my_service.googleapis.com/x",
                "https://user@a.googleapis.com/",
                "https://user:p@ss@a.googleapis.com:443/"
            })
    void oauth_token_is_accepted_only_for_googleapis_hosts__malformed_url(String url) {
        assertThat(complete(new OAuthToken(EMAIL, "s"), null, url)).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://example.com/",
                "https://googleapis.com/",
                "https://xgoogleapis.com/",
                "https://a.googleapis.com.example.com/",
                "https://example.com/.googleapis.com",
                "https://example.com?a.googleapis.com",
                "https://example.com#a.googleapis.com",
                "https://a.googleapis.com@example.com/",
                "https://example.com\\a.googleapis.com",
                "https://",
                "http://localhost:8080/x"
            })
    void oauth_token_is_accepted_only_for_googleapis_hosts__rejected(String url) {
        assertInvalid(() -> complete(new OAuthToken(EMAIL, "s"), null, url), OAUTH_HOST);
    }

    @Test
    @Tag("unlike")
    void oauth_token_is_accepted_for_every_host_if_allowed() {
        AuthorizationRules relaxed = new AuthorizationRules(Limits.DEFAULTS.withAnyOAuthHost(true));

        assertThat(relaxed.complete(new OAuthToken(EMAIL, "s"), null, "http://localhost:8080/x"))
                .isNotNull();
        assertThat(relaxed.complete(null, new OAuthToken(EMAIL, "s"), "https://example.com/"))
                .isNotNull();
    }

    @ParameterizedTest
    @Tag("unlike")
    @ValueSource(strings = {"http://localhost:8080/", "https://example.com"})
    void token_of_every_account_is_accepted_for_every_scheme(String url) {
        assertThatCode(() -> rules.check(new OidcToken(EMAIL, ""), url)).doesNotThrowAnyException();
        assertThat(complete(null, new OidcToken(EMAIL, ""), url)).isNotNull();
    }

    @ParameterizedTest
    @Tag("documented")
    @ValueSource(strings = {"http://localhost:8080/", "HTTP://a.googleapis.com"})
    void strict_mode_accepts_tokens_only_for_https(String url) {
        String text = "HttpRequest.url must start with 'https://' for request with HttpRequest.authorization_header";

        assertInvalid(() -> strict.check(new OidcToken(ACCOUNT, ""), url), text);
        assertInvalid(() -> strict.check(new OAuthToken(ACCOUNT, ""), url), text);
        assertInvalid(() -> strict.complete(null, new OidcToken(ACCOUNT, ""), url), text);
        assertThatCode(() -> strict.check(null, url)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @Tag("documented")
    @ValueSource(
            strings = {
                ACCOUNT,
                "a@p.example.com.iam.gserviceaccount.com",
                "1234-compute@developer.gserviceaccount.com",
                "my-project@appspot.gserviceaccount.com",
                "p.example.com@appspot.gserviceaccount.com",
                "service-1234@gcp-sa-cloudtasks.iam.gserviceaccount.com",
                "1234@cloudservices.gserviceaccount.com"
            })
    void strict_mode_accepts_known_forms_of_service_accounts(String email) {
        assertThatCode(() -> strict.check(new OidcToken(email, ""), "HTTPS://example.com"))
                .doesNotThrowAnyException();
        assertThat(strict.complete(null, new OidcToken(email, "a"), URL)).isEqualTo(new OidcToken(email, "a"));
    }

    @ParameterizedTest
    @Tag("inferred")
    @ValueSource(
            strings = {
                "a@example.com",
                "emulated-service-acct@email.com",
                "a@gserviceaccount.com",
                "a@xgserviceaccount.com",
                "a@p.iam.gserviceaccount.com.example.com",
                "a b@p.iam.gserviceaccount.com"
            })
    void strict_mode_does_not_find_other_accounts(String email) {
        String text = "Requested entity was not found.";

        assertRejected(() -> strict.check(new OidcToken(email, ""), URL), Code.NOT_FOUND, text);
        assertRejected(() -> strict.complete(null, new OAuthToken(email, ""), GOOGLE), Code.NOT_FOUND, text);
    }

    private Authorization complete(Authorization ofTask, Authorization ofQueue, String url) {
        return rules.complete(ofTask, ofQueue, url);
    }
}
