package io.github.cloudtasks.engine.rules;

import static io.github.cloudtasks.engine.ErrorAssertions.assertInvalid;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.github.cloudtasks.model.ApiException;
import io.github.cloudtasks.model.ApiException.Detail;
import io.github.cloudtasks.model.Authorization.OidcToken;
import io.github.cloudtasks.model.HttpMethod;
import io.github.cloudtasks.model.queue.HttpTarget;
import io.github.cloudtasks.model.queue.HttpTarget.Header;
import io.github.cloudtasks.model.queue.UriOverride;
import io.github.cloudtasks.model.queue.UriOverride.EnforceMode;
import io.github.cloudtasks.model.queue.UriOverride.Scheme;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("recorded")
class HttpTargetRulesTest {
    private static final String RESERVED =
            "Error in parsing HttpTarget.headers. Header name cannot be empty or start with reserved prefixes."
                    + " Invalid headers found: ";

    static Stream<UriOverride> validOverrides() {
        return Stream.of(
                uri(null, null, 65_536L, null, null),
                uri(null, null, 0L, null, null),
                uri(null, null, null, "no/slash", null),
                uri(null, null, null, "/a b", null),
                uri(null, null, null, "", null),
                uri(null, null, null, null, "?a=b"),
                uri(null, null, null, null, ""),
                uri(Scheme.UNSPECIFIED, null, null, null, null),
                uri(Scheme.HTTP, "example.com", 80L, "/p", "q"));
    }

    @ParameterizedTest
    @MethodSource("validOverrides")
    void valid_http_target_is_accepted(UriOverride override) {
        assertThatCode(() -> check(override)).doesNotThrowAnyException();
    }

    @Test
    void empty_target_is_accepted() {
        assertThatCode(() -> HttpTargetRules.check(new HttpTarget(null, null, List.of(), null)))
                .doesNotThrowAnyException();
        assertThatCode(() -> HttpTargetRules.check(new HttpTarget(null, HttpMethod.GET, List.of(), null)))
                .doesNotThrowAnyException();
    }

    @Test
    void empty_uri_override_is_rejected() {
        assertInvalidTarget(uri(null, null, null, null, null), "Invalid uri_override.");
        assertInvalidTarget(new UriOverride(null, null, null, null, null, EnforceMode.ALWAYS), "Invalid uri_override.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "https://example.com", "example.com:80", "example.com/path"})
    void host_must_be_a_bare_host_name(String host) {
        assertInvalidTarget(uri(null, host, null, null, null), "Invalid Host.");
    }

    @Test
    void port_must_not_be_negative() {
        assertInvalidTarget(uri(null, null, -1L, null, null), "Port number should be a positive integer.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":",
                "a:b",
                "Host",
                "HOST",
                "user-agent",
                "Content-Length",
                "connection",
                "Transfer-Encoding",
                "X-Forwarded-For",
                "x-google-x",
                "X-AppEngine-QueueName",
                "X-CLOUDTASKS-TASKNAME"
            })
    void reserved_header_is_rejected(String name) {
        assertInvalid(() -> check(new Header(name, "v")), RESERVED + name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Type", "Authorization"})
    void other_headers_are_accepted(String name) {
        assertThatCode(() -> check(new Header(name, "v"))).doesNotThrowAnyException();
    }

    @Test
    void error_names_all_reserved_headers() {
        assertInvalid(
                () -> check(new Header("Host", ""), new Header("ok", ""), new Header("x-google-a", "")),
                RESERVED + "Host, x-google-a");
    }

    @Test
    void header_values_and_the_case_of_names_are_unrestricted() {
        assertThatCode(() -> check(new Header("a", ""), new Header("A", "x\r\ny")))
                .doesNotThrowAnyException();
    }

    @Test
    @Tag("documented")
    void headers_must_be_smaller_than_80_kb() {
        Header most = new Header("a", "v".repeat(80 * 1024 - 2));

        assertThatCode(() -> check(most)).doesNotThrowAnyException();
        assertInvalid(
                () -> check(most, new Header("b", "")),
                "Error in parsing HttpTarget.headers. The size of the headers must be less than 80KB.");
    }

    @Test
    void token_requires_an_account() {
        assertInvalid(
                () -> HttpTargetRules.check(new HttpTarget(null, null, List.of(), new OidcToken("", ""))),
                "service_account_email must be set.");
    }

    private static UriOverride uri(Scheme scheme, String host, Long port, String path, String query) {
        return new UriOverride(scheme, host, port, path, query, EnforceMode.UNSPECIFIED);
    }

    private static void check(UriOverride override) {
        HttpTargetRules.check(new HttpTarget(override, null, List.of(), null));
    }

    private static void check(Header... headers) {
        HttpTargetRules.check(new HttpTarget(null, null, List.of(headers), null));
    }

    private static void assertInvalidTarget(UriOverride override, String detail) {
        ApiException error = assertInvalid(() -> check(override), "Error in parsing HttpTarget. " + detail);

        assertThat(error.details())
                .containsExactly(new Detail.ErrorInfo(
                        "INVALID_INPUT_ON_HTTP_TARGET_OVERRIDE",
                        "cloudtasks.googleapis.com",
                        Map.of("invalid_field", detail)));
    }
}
