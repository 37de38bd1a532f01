package io.github.cloudtasks.contract;

import static io.github.cloudtasks.model.ApiException.Code.INVALID_ARGUMENT;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudtasks.model.ApiException.Detail;
import io.github.cloudtasks.model.Authorization;
import io.github.cloudtasks.model.Authorization.OAuthToken;
import io.github.cloudtasks.model.Authorization.OidcToken;
import io.github.cloudtasks.model.HttpMethod;
import io.github.cloudtasks.model.queue.HttpTarget;
import io.github.cloudtasks.model.queue.HttpTarget.Header;
import io.github.cloudtasks.model.queue.Target.PushTarget;
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

/**
 * The HTTP target of a queue ({@code httpTarget}): overrides of URL, method, headers and authorization.
 *
 * @see <a href="https://cloud.google.com/tasks/docs/reference/rest/v2beta3/projects.locations.queues">Queue</a>
 */
public abstract class HttpTargetsContract extends ServiceContract {
    private static final String EMAIL = "worker@test.iam.gserviceaccount.com";

    static Stream<HttpTarget> validTargets() {
        return Stream.of(
                new HttpTarget(
                        new UriOverride(
                                Scheme.HTTP, "example.net", 8080L, "/path", "a=1&b=2", EnforceMode.IF_NOT_EXISTS),
                        HttpMethod.PUT,
                        List.of(new Header("X-Custom", "queue"), new Header("Content-Type", "text/plain")),
                        new OidcToken(EMAIL, "https://example.com/audience")),
                new HttpTarget(null, null, List.of(), null),
                over(new UriOverride(null, null, 0L, "", "", EnforceMode.UNSPECIFIED)),
                over(new UriOverride(null, "example.net", null, null, null, EnforceMode.ALWAYS)),
                over(new UriOverride(Scheme.UNSPECIFIED, null, null, null, null, EnforceMode.UNSPECIFIED)),
                over(new UriOverride(null, null, 65536L, null, null, EnforceMode.UNSPECIFIED)),
                over(new UriOverride(null, null, null, "path without slash", null, EnforceMode.UNSPECIFIED)),
                over(new UriOverride(null, null, null, null, "?query", EnforceMode.UNSPECIFIED)),
                with(new OidcToken(EMAIL, "")),
                with(new OAuthToken(EMAIL, "https://www.googleapis.com/auth/userinfo.email")),
                with(new OAuthToken(EMAIL, "")),
                with(new OidcToken(EMAIL, "no url")),
                with(new OAuthToken(EMAIL, "no scope")));
    }

    static Stream<UriOverride> invalidHosts() {
        return Stream.of("", "https://example.net", "example.net:80", "example.net/path")
                .map(host -> new UriOverride(null, host, null, null, null, EnforceMode.UNSPECIFIED));
    }

    @ParameterizedTest
    @MethodSource("validTargets")
    @Tag("recorded")
    void http_target_is_returned_as_it_was_set(HttpTarget target) {
        fixture.createQueue("q", QueueBuilder.over(target));

        assertThat(service.getQueue(fixture.queue("q")).target()).isEqualTo(new PushTarget(null, target));
    }

    @Test
    @Tag("recorded")
    void empty_uri_override_is_rejected() {
        assertTargetRejected(
                over(new UriOverride(null, null, null, null, null, EnforceMode.UNSPECIFIED)), "Invalid uri_override.");
    }

    @ParameterizedTest
    @MethodSource("invalidHosts")
    @Tag("recorded")
    void uri_override_host_must_be_a_bare_host_name(UriOverride uri) {
        assertTargetRejected(over(uri), "Invalid Host.");
    }

    @Test
    @Tag("recorded")
    void uri_override_port_must_not_be_negative() {
        assertTargetRejected(
                over(new UriOverride(null, null, -1L, null, null, EnforceMode.UNSPECIFIED)),
                "Port number should be a positive integer.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "X:Y",
                "Host",
                "host",
                "User-Agent",
                "Content-Length",
                "Connection",
                "Transfer-Encoding",
                "X-Forwarded-For",
                "X-Google-Anything",
                "x-appengine-anything",
                "X-CloudTasks-TaskName"
            })
    @Tag("recorded")
    void reserved_header_override_is_rejected__single(String key) {
        assertRejected(
                INVALID_ARGUMENT,
                "Error in parsing HttpTarget.headers. Header name cannot be empty or start with reserved prefixes. "
                        + "Invalid headers found: " + key,
                () -> fixture.createQueue("q", QueueBuilder.over(headers(new Header(key, "value")))));
    }

    @Test
    @Tag("recorded")
    void reserved_header_override_is_rejected__error_names_all() {
        assertRejected(
                INVALID_ARGUMENT,
                "Error in parsing HttpTarget.headers. Header name cannot be empty or start with reserved prefixes. "
                        + "Invalid headers found: Host, Connection",
                () -> fixture.createQueue(
                        "q",
                        QueueBuilder.over(headers(
                                new Header("Host", "a"), new Header("X-Fine", "b"), new Header("Connection", "c")))));
    }

    @Test
    @Tag("recorded")
    void other_header_overrides_are_kept_unchanged() {
        HttpTarget target = headers(
                new Header("Content-Type", "text/plain"),
                new Header("Authorization", "Bearer token"),
                new Header("X-Empty", ""),
                new Header("X-Break", "a\r\nb"),
                new Header("X-Case", "upper"),
                new Header("x-case", "lower"));

        fixture.createQueue("q", QueueBuilder.over(target));

        assertThat(service.getQueue(fixture.queue("q")).target()).isEqualTo(new PushTarget(null, target));
    }

    @Test
    @Tag("documented")
    void header_overrides_must_be_smaller_than_80_kb() {
        String longest = "v".repeat(80 * 1024 - 1 - "X-Large".length());

        fixture.createQueue("q", QueueBuilder.over(headers(new Header("X-Large", longest))));
        assertRejected(
                INVALID_ARGUMENT,
                () -> fixture.createQueue("r", QueueBuilder.over(headers(new Header("X-Large", longest + "v")))));
    }

    @Test
    @Tag("recorded")
    void token_requires_the_email_address_of_an_account__missing() {
        assertRejected(
                INVALID_ARGUMENT,
                "service_account_email must be set.",
                () -> fixture.createQueue("q", QueueBuilder.over(with(new OidcToken("", "audience")))));
        assertRejected(
                INVALID_ARGUMENT,
                "service_account_email must be set.",
                () -> fixture.createQueue("q", QueueBuilder.over(with(new OAuthToken("", "scope")))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"not-an-email", "worker@", "@example.com", "worker@a@example.com"})
    @Tag("recorded")
    void token_requires_the_email_address_of_an_account__invalid(String email) {
        assertRejected(
                INVALID_ARGUMENT,
                ExpectedErrors.INVALID,
                () -> fixture.createQueue("q", QueueBuilder.over(with(new OidcToken(email, "")))));
        assertRejected(
                INVALID_ARGUMENT,
                ExpectedErrors.INVALID,
                () -> fixture.createQueue("q", QueueBuilder.over(with(new OAuthToken(email, "")))));
    }

    @Test
    @Tag("recorded")
    void update_queue_checks_the_http_target_too() {
        UriOverride nothing = new UriOverride(null, null, null, null, null, EnforceMode.UNSPECIFIED);
        HttpTarget valid = headers(new Header("X-Fine", "value"));
        fixture.createQueue("q", QueueBuilder.over(valid));

        assertRejected(
                INVALID_ARGUMENT,
                "Error in parsing HttpTarget. Invalid uri_override.",
                () -> service.updateQueue(
                        fixture.queue("q"), QueueBuilder.over(over(nothing)).build()),
                info("Invalid uri_override."));
        assertThat(service.getQueue(fixture.queue("q")).target()).isEqualTo(new PushTarget(null, valid));
    }

    private void assertTargetRejected(HttpTarget target, String detail) {
        assertRejected(
                INVALID_ARGUMENT,
                "Error in parsing HttpTarget. " + detail,
                () -> fixture.createQueue("q", QueueBuilder.over(target)),
                info(detail));
    }

    private static Detail info(String detail) {
        return new Detail.ErrorInfo(
                "INVALID_INPUT_ON_HTTP_TARGET_OVERRIDE", "cloudtasks.googleapis.com", Map.of("invalid_field", detail));
    }

    private static HttpTarget over(UriOverride uri) {
        return new HttpTarget(uri, null, List.of(), null);
    }

    private static HttpTarget with(Authorization authorization) {
        return new HttpTarget(null, null, List.of(), authorization);
    }

    private static HttpTarget headers(Header... headers) {
        return new HttpTarget(null, null, List.of(headers), null);
    }
}
