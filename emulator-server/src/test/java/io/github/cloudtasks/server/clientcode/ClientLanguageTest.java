package io.github.cloudtasks.server.clientcode;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudtasks.model.AppEngineRouting;
import io.github.cloudtasks.model.Bytes;
import io.github.cloudtasks.model.HttpMethod;
import io.github.cloudtasks.model.QueueName;
import io.github.cloudtasks.model.task.Attempt;
import io.github.cloudtasks.model.task.Payload;
import io.github.cloudtasks.model.task.Task;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The text of the programs. The conformance suite {@code client-code} runs them with the real clients. */
class ClientLanguageTest {
    private static final QueueName QUEUE = QueueName.of("p", "us-central1", "q");
    private static final Instant CREATED = Instant.parse("2026-01-02T03:04:05Z");
    private static final String AUTHORITY = "localhost:8123";
    private static final Payload HTTP = new Payload.HttpRequest(
            "http://localhost:9000/work",
            HttpMethod.POST,
            Map.of("User-Agent", "Google-Cloud-Tasks"),
            Bytes.wrap("hello".getBytes(StandardCharsets.UTF_8)),
            null);
    private static final Task TASK = task(HTTP, CREATED, Duration.ofMinutes(10));

    private static Task task(Payload payload, Instant scheduleTime, Duration deadline) {
        return new Task(QUEUE.task("t"), 1, payload, CREATED, scheduleTime, deadline, null, 0, 0, null, null, true);
    }

    @Test
    void curl_calls_the_rest_api_without_fields_that_the_service_sets() {
        assertThat(ClientLanguage.CURL.codeFor(TASK, AUTHORITY)).isEqualTo("""
                curl http://localhost:8123/v2/projects/p/locations/us-central1/queues/q/tasks \\
                  -H 'Content-Type: application/json' \\
                  -d '{
                  "task": {
                    "httpRequest": {
                      "url": "http://localhost:9000/work",
                      "body": "aGVsbG8="
                    }
                  }
                }'
                """);
    }

    @Test
    void gcloud_gets_text_as_an_argument() {
        assertThat(ClientLanguage.GCLOUD.codeFor(TASK, AUTHORITY))
                .endsWith("""
                          gcloud tasks create-http-task \\
                          --project=p \\
                          --location=us-central1 \\
                          --queue=q \\
                          --url=http://localhost:9000/work \\
                          --body-content=hello
                        """.indent(0))
                .doesNotContain("deadline", "header");
    }

    @Test
    void gcloud_reads_other_bodies_from_standard_input() {
        Payload binary = new Payload.PullMessage(Bytes.wrap(new byte[] {0, 1}), "");

        assertThat(ClientLanguage.GCLOUD.codeFor(task(binary, CREATED, Duration.ofMinutes(10)), AUTHORITY))
                .startsWith("printf %s AAE= | base64 -d | \\\n")
                .contains("gcloud alpha tasks create-pull-task")
                .endsWith("--payload-file=-\n");
    }

    @Test
    void what_gcloud_has_no_flag_for_is_a_comment() {
        assertThat(ClientLanguage.GCLOUD.codeFor(task(HTTP, CREATED, Duration.ofSeconds(30)), AUTHORITY))
                .startsWith("# This client has no flag for the dispatchDeadline of a task: 30s.\n");
    }

    @ParameterizedTest
    @EnumSource(ClientLanguage.class)
    void every_language_writes_url_queue_and_schedule_time(ClientLanguage language) {
        Instant later = CREATED.plusSeconds(60);

        assertThat(ClientLanguage.valueOf(language.name())
                        .codeFor(task(HTTP, later, Duration.ofMinutes(10)), AUTHORITY))
                .contains("http://localhost:9000/work", AUTHORITY.substring(AUTHORITY.indexOf(':') + 1))
                .containsAnyOf("projects/p/locations/us-central1/queues/q", "--queue=q")
                .containsAnyOf("2026-01-02T03:05:05Z", Long.toString(later.getEpochSecond()))
                .doesNotContain("Google-Cloud-Tasks", "tasks/t");
    }

    @ParameterizedTest
    @EnumSource(ClientLanguage.class)
    void the_time_of_a_retry_is_not_the_schedule_time_of_the_creator(ClientLanguage language) {
        Instant retry = CREATED.plusSeconds(60);
        Attempt failed = new Attempt(CREATED, CREATED, CREATED, null);
        Task retried = TASK.withHistory(CREATED, retry, 1, 0, failed, failed);

        assertThat(language.codeFor(retried, AUTHORITY)).isEqualTo(language.codeFor(TASK, AUTHORITY));
    }

    @Test
    void app_engine_tasks_have_no_headers_and_host_of_the_service() {
        Payload appEngine = new Payload.AppEngineHttpRequest(
                HttpMethod.POST,
                AppEngineRouting.DEFAULT.inProject("p"),
                "/work",
                Map.of(
                        "User-Agent",
                        "AppEngine-Google; (+http://code.google.com/appengine)",
                        "Content-Length",
                        "5",
                        "X-Mine",
                        "1"),
                Bytes.EMPTY);

        assertThat(ClientLanguage.PYTHON.codeFor(task(appEngine, CREATED, Duration.ofMinutes(1)), AUTHORITY))
                .contains("\"relative_uri\": \"/work\"", "\"X-Mine\": \"1\"")
                .doesNotContain("User-Agent", "Content-Length", "appspot", "app_engine_routing");
    }

    @Test
    void pull_tasks_use_v2beta2() {
        Payload pull = new Payload.PullMessage(Bytes.EMPTY, "red");

        for (ClientLanguage language : ClientLanguage.values()) {
            assertThat(language.codeFor(task(pull, CREATED, Duration.ZERO), AUTHORITY))
                    .contains("red")
                    .containsAnyOf("v2beta2", "gcloud alpha");
        }
    }

    @Test
    void an_authority_without_a_port_means_port_80() {
        assertThat(ClientLanguage.PYTHON.codeFor(TASK, "tasks.internal")).contains("\"tasks.internal:80\"");
        assertThat(ClientLanguage.PYTHON.codeFor(TASK, "[::1]")).contains("\"[::1]:80\"");
        assertThat(ClientLanguage.NODE.codeFor(TASK, "[::1]:8123")).contains("\"[::1]\"", "port: 8123");
    }
}
