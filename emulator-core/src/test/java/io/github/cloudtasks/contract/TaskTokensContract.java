package io.github.cloudtasks.contract;

import static io.github.cloudtasks.model.ApiException.Code.INVALID_ARGUMENT;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudtasks.model.Authorization;
import io.github.cloudtasks.model.Authorization.OAuthToken;
import io.github.cloudtasks.model.Authorization.OidcToken;
import io.github.cloudtasks.model.Bytes;
import io.github.cloudtasks.model.HttpMethod;
import io.github.cloudtasks.model.queue.HttpTarget;
import io.github.cloudtasks.model.queue.UriOverride;
import io.github.cloudtasks.model.queue.UriOverride.EnforceMode;
import io.github.cloudtasks.model.task.Payload.HttpRequest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * OIDC and OAuth tokens that a task or its queue requests.
 *
 * @see <a href="https://cloud.google.com/tasks/docs/reference/rest/v2beta3/projects.locations.queues.tasks">Task</a>
 * @see <a href="https://cloud.google.com/tasks/docs/reference/rest/v2beta3/projects.locations.queues">Queue</a>
 */
public abstract class TaskTokensContract extends ServiceContract {
    private static final String EMAIL = "worker@test.iam.gserviceaccount.com";
    private static final String GOOGLE = "https://example.googleapis.com/work";
    private static final String CLOUD_PLATFORM = "https://www.googleapis.com/auth/cloud-platform";
    private static final String NOT_A_GOOGLE_HOST =
            "Invalid url for HttpRequest.oauth_token. The hostname in the url must end with \".googleapis.com\"";

    @BeforeEach
    void createQueue() {
        fixture.createQueue("q", QueueBuilder.push());
    }

    @Test
    @Tag("recorded")
    void oidc_audience_defaults_to_the_url() {
        String url = "https://example.com/work?query";

        assertThat(stored("q", url, new OidcToken(EMAIL, ""))).isEqualTo(new OidcToken(EMAIL, url));
        assertThat(stored("q", url, new OidcToken(EMAIL, "audience"))).isEqualTo(new OidcToken(EMAIL, "audience"));
    }

    @Test
    @Tag("recorded")
    void oauth_scope_defaults_to_cloud_platform() {
        assertThat(stored("q", GOOGLE, new OAuthToken(EMAIL, ""))).isEqualTo(new OAuthToken(EMAIL, CLOUD_PLATFORM));
        assertThat(stored("q", GOOGLE, new OAuthToken(EMAIL, "scope"))).isEqualTo(new OAuthToken(EMAIL, "scope"));
    }

    @Test
    @Tag("recorded")
    void stored_task_keeps_its_authorization_header_beside_a_token() {
        HttpRequest requested = new HttpRequest(
                TaskBuilder.URL,
                HttpMethod.POST,
                Map.of("Authorization", "Bearer x"),
                Bytes.EMPTY,
                new OidcToken(EMAIL, ""));

        HttpRequest stored = (HttpRequest)
                fixture.createTask("q", "t", TaskBuilder.with(requested)).payload();

        assertThat(stored.headers()).containsEntry("Authorization", "Bearer x");
    }

    @Test
    @Tag("recorded")
    void token_requires_the_email_address_of_an_account__missing() {
        String text = "service_account_email must be set.";

        assertRejected(INVALID_ARGUMENT, text, () -> stored("q", TaskBuilder.URL, new OidcToken("", "audience")));
        assertRejected(INVALID_ARGUMENT, text, () -> stored("q", GOOGLE, new OAuthToken("", "scope")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"not-an-email", "tasks@", "@example.com", "tasks@a@example.com"})
    @Tag("recorded")
    void token_requires_the_email_address_of_an_account__invalid(String email) {
        assertRejected(
                INVALID_ARGUMENT, ExpectedErrors.INVALID, () -> stored("q", TaskBuilder.URL, new OidcToken(email, "")));
        assertRejected(INVALID_ARGUMENT, ExpectedErrors.INVALID, () -> stored("q", GOOGLE, new OAuthToken(email, "")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"https://example.com/work", "https://googleapis.com/work", "https://googleapis.com.example.com/"
            })
    @Tag("recorded")
    void oauth_token_is_accepted_only_for_googleapis_hosts(String url) {
        assertRejected(INVALID_ARGUMENT, NOT_A_GOOGLE_HOST, () -> stored("q", url, new OAuthToken(EMAIL, "")));
    }

    @Test
    @Tag("unlike")
    void token_is_accepted_for_plain_http() {
        assertThat(stored("q", "http://localhost:8080/", new OidcToken(EMAIL, "a")))
                .isEqualTo(new OidcToken(EMAIL, "a"));
    }

    @Test
    @Tag("recorded")
    void token_of_the_queue_replaces_the_token_of_the_task() {
        fixture.createQueue("over", over(new OidcToken(EMAIL, "https://example.com/audience")));

        assertThat(stored("over", TaskBuilder.URL, new OAuthToken("other@example.com", "")))
                .isEqualTo(new OidcToken(EMAIL, "https://example.com/audience"));
    }

    @Test
    @Tag("recorded")
    void replaced_token_of_a_task_is_still_checked() {
        fixture.createQueue("over", over(new OidcToken(EMAIL, "https://example.com/audience")));

        assertRejected(
                INVALID_ARGUMENT,
                "service_account_email must be set.",
                () -> stored("over", TaskBuilder.URL, new OidcToken("", "")));
    }

    @Test
    @Tag("recorded")
    void oidc_token_of_the_queue_uses_the_task_url_as_audience() {
        UriOverride uri = new UriOverride(null, "example.net", null, "/path", null, EnforceMode.UNSPECIFIED);
        fixture.createQueue("over", QueueBuilder.over(new HttpTarget(uri, null, List.of(), new OidcToken(EMAIL, ""))));

        assertThat(stored("over", TaskBuilder.URL + "?query", null))
                .isEqualTo(new OidcToken(EMAIL, TaskBuilder.URL + "?query"));
    }

    @Test
    @Tag("recorded")
    void oauth_token_of_the_queue_is_completed_and_checked() {
        fixture.createQueue("over", over(new OAuthToken(EMAIL, "")));

        assertThat(stored("over", GOOGLE, null)).isEqualTo(new OAuthToken(EMAIL, CLOUD_PLATFORM));
        assertRejected(INVALID_ARGUMENT, NOT_A_GOOGLE_HOST, () -> stored("over", TaskBuilder.URL, null));
    }

    @Test
    @Tag("recorded")
    void queue_without_token_keeps_the_token_of_the_task() {
        fixture.createQueue("over", QueueBuilder.over(new HttpTarget(null, HttpMethod.PUT, List.of(), null)));
        OidcToken token = new OidcToken(EMAIL, "https://example.com/audience");

        assertThat(stored("over", TaskBuilder.URL, token)).isEqualTo(token);
    }

    @Test
    @Tag("recorded")
    void method_override_leaves_the_stored_task_unchanged() {
        fixture.createQueue("over", QueueBuilder.over(new HttpTarget(null, HttpMethod.GET, List.of(), null)));

        HttpRequest stored = (HttpRequest)
                fixture.createTask("over", "t", TaskBuilder.http(TaskBuilder.URL, HttpMethod.POST, Map.of(), "hi"))
                        .payload();

        assertThat(stored.httpMethod()).isEqualTo(HttpMethod.POST);
        assertThat(stored.body()).isEqualTo(TaskBuilder.bytes("hi"));
    }

    private Authorization stored(String queueId, String url, Authorization requested) {
        return ((HttpRequest) fixture.createTask(queueId, "", TaskBuilder.http(url, requested))
                        .payload())
                .authorization();
    }

    private static QueueBuilder over(Authorization authorization) {
        return QueueBuilder.over(new HttpTarget(null, null, List.of(), authorization));
    }
}
