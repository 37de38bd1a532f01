package io.github.cloudtasks.contract;

import static io.github.cloudtasks.model.ApiException.Code.INVALID_ARGUMENT;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudtasks.model.Authorization;
import io.github.cloudtasks.model.Authorization.OAuthToken;
import io.github.cloudtasks.model.Authorization.OidcToken;
import io.github.cloudtasks.model.Bytes;
import io.github.cloudtasks.model.HttpMethod;
import io.github.cloudtasks.model.queue.HttpTarget;
import io.github.cloudtasks.model.task.Payload.HttpRequest;
import io.github.cloudtasks.model.queue.UriOverride;
import io.github.cloudtasks.model.queue.UriOverride.EnforceMode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The tokens that a task asks for, or that its queue asks for in its place. */
public abstract class TaskTokensContract extends ServiceContract {
    private static final String EMAIL = "worker@test.iam.gserviceaccount.com";
    private static final String GOOGLE = "https://example.googleapis.com/work";
    private static final String CLOUD_PLATFORM = "https://www.googleapis.com/auth/cloud-platform";
    private static final String NOT_A_GOOGLE_HOST =
            "Invalid url for HttpRequest.oauth_token. The hostname in the url must end with \".googleapis.com\"";

    @BeforeEach
    void queue() {
        fixture.createQueue("q", QueueBuilder.push());
    }

    @Test
    @Tag("recorded")
    void an_oidc_token_is_for_the_url_unless_told_otherwise() {
        String url = "https://example.com/work?query";

        assertThat(stored("q", url, new OidcToken(EMAIL, ""))).isEqualTo(new OidcToken(EMAIL, url));
        assertThat(stored("q", url, new OidcToken(EMAIL, "audience"))).isEqualTo(new OidcToken(EMAIL, "audience"));
    }

    @Test
    @Tag("recorded")
    void an_oauth_token_is_for_the_platform_unless_told_otherwise() {
        assertThat(stored("q", GOOGLE, new OAuthToken(EMAIL, ""))).isEqualTo(new OAuthToken(EMAIL, CLOUD_PLATFORM));
        assertThat(stored("q", GOOGLE, new OAuthToken(EMAIL, "scope"))).isEqualTo(new OAuthToken(EMAIL, "scope"));
    }

    @Test
    @Tag("recorded")
    void a_token_leaves_the_authorization_header_where_it_is() {
        HttpRequest asked = new HttpRequest(
                TaskBuilder.URL,
                HttpMethod.POST,
                Map.of("Authorization", "Bearer x"),
                Bytes.EMPTY,
                new OidcToken(EMAIL, ""));

        HttpRequest stored = (HttpRequest)
                fixture.createTask("q", "t", TaskBuilder.with(asked)).payload();

        assertThat(stored.headers()).containsEntry("Authorization", "Bearer x");
    }

    @Test
    @Tag("recorded")
    void a_token_names_its_account() {
        String text = "service_account_email must be set.";

        assertRejected(INVALID_ARGUMENT, text, () -> stored("q", TaskBuilder.URL, new OidcToken("", "audience")));
        assertRejected(INVALID_ARGUMENT, text, () -> stored("q", GOOGLE, new OAuthToken("", "scope")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"not-an-email", "tasks@", "@example.com", "tasks@a@example.com"})
    @Tag("recorded")
    void an_account_is_an_email_address(String email) {
        assertRejected(
                INVALID_ARGUMENT, ExpectedErrors.INVALID, () -> stored("q", TaskBuilder.URL, new OidcToken(email, "")));
        assertRejected(INVALID_ARGUMENT, ExpectedErrors.INVALID, () -> stored("q", GOOGLE, new OAuthToken(email, "")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"https://example.com/work", "https://googleapis.com/work", "https://googleapis.com.example.com/"
            })
    @Tag("recorded")
    void an_oauth_token_goes_to_google_only(String url) {
        assertRejected(INVALID_ARGUMENT, NOT_A_GOOGLE_HOST, () -> stored("q", url, new OAuthToken(EMAIL, "")));
    }

    @Test
    @Tag("unlike")
    void a_token_may_go_over_plain_http() {
        assertThat(stored("q", "http://localhost:8080/", new OidcToken(EMAIL, "a")))
                .isEqualTo(new OidcToken(EMAIL, "a"));
    }

    @Test
    @Tag("recorded")
    void the_queues_token_replaces_the_tasks() {
        fixture.createQueue("over", over(new OidcToken(EMAIL, "https://example.com/audience")));

        assertThat(stored("over", TaskBuilder.URL, new OAuthToken("other@example.com", "")))
                .isEqualTo(new OidcToken(EMAIL, "https://example.com/audience"));
    }

    @Test
    @Tag("recorded")
    void the_tasks_token_is_checked_even_where_the_queue_replaces_it() {
        fixture.createQueue("over", over(new OidcToken(EMAIL, "https://example.com/audience")));

        assertRejected(
                INVALID_ARGUMENT,
                "service_account_email must be set.",
                () -> stored("over", TaskBuilder.URL, new OidcToken("", "")));
    }

    @Test
    @Tag("recorded")
    void a_queues_oidc_token_is_for_the_tasks_own_url_before_any_override() {
        UriOverride uri = new UriOverride(null, "example.net", null, "/path", null, EnforceMode.UNSPECIFIED);
        fixture.createQueue("over", QueueBuilder.over(new HttpTarget(uri, null, List.of(), new OidcToken(EMAIL, ""))));

        assertThat(stored("over", TaskBuilder.URL + "?query", null))
                .isEqualTo(new OidcToken(EMAIL, TaskBuilder.URL + "?query"));
    }

    @Test
    @Tag("recorded")
    void a_queues_oauth_token_is_completed_and_its_host_checked() {
        fixture.createQueue("over", over(new OAuthToken(EMAIL, "")));

        assertThat(stored("over", GOOGLE, null)).isEqualTo(new OAuthToken(EMAIL, CLOUD_PLATFORM));
        assertRejected(INVALID_ARGUMENT, NOT_A_GOOGLE_HOST, () -> stored("over", TaskBuilder.URL, null));
    }

    @Test
    @Tag("recorded")
    void a_queue_without_a_token_leaves_the_tasks() {
        fixture.createQueue("over", QueueBuilder.over(new HttpTarget(null, HttpMethod.PUT, List.of(), null)));
        OidcToken token = new OidcToken(EMAIL, "https://example.com/audience");

        assertThat(stored("over", TaskBuilder.URL, token)).isEqualTo(token);
    }

    @Test
    @Tag("recorded")
    void a_queue_that_sends_get_leaves_the_tasks_method_and_body() {
        fixture.createQueue("over", QueueBuilder.over(new HttpTarget(null, HttpMethod.GET, List.of(), null)));

        HttpRequest stored = (HttpRequest)
                fixture.createTask("over", "t", TaskBuilder.http(TaskBuilder.URL, HttpMethod.POST, Map.of(), "hi"))
                        .payload();

        assertThat(stored.httpMethod()).isEqualTo(HttpMethod.POST);
        assertThat(stored.body()).isEqualTo(TaskBuilder.bytes("hi"));
    }

    private Authorization stored(String queueId, String url, Authorization asked) {
        return ((HttpRequest) fixture.createTask(queueId, "", TaskBuilder.http(url, asked))
                        .payload())
                .authorization();
    }

    private static QueueBuilder over(Authorization authorization) {
        return QueueBuilder.over(new HttpTarget(null, null, List.of(), authorization));
    }
}
