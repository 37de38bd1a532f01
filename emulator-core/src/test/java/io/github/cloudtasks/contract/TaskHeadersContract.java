package io.github.cloudtasks.contract;

import static io.github.cloudtasks.model.ApiException.Code.INVALID_ARGUMENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.cloudtasks.model.HttpMethod;
import io.github.cloudtasks.model.task.Payload.AppEngineHttpRequest;
import io.github.cloudtasks.model.task.Payload.HttpRequest;
import io.github.cloudtasks.model.task.Task;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The headers of a task as they are stored.
 *
 * @see <a href="https://cloud.google.com/tasks/docs/reference/rest/v2beta3/projects.locations.queues.tasks">Task</a>
 */
public abstract class TaskHeadersContract extends ServiceContract {
    private static final String APP_ENGINE_AGENT = "AppEngine-Google; (+http://code.google.com/appengine)";

    @BeforeEach
    void createQueue() {
        fixture.createQueue("q", QueueBuilder.push());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "user-agent",
                "Host",
                "Content-Length",
                "Connection",
                "Keep-Alive",
                "Proxy-Authorization",
                "Proxy-Connection",
                "TE",
                "Transfer-Encoding",
                "Upgrade",
                "Via",
                "Accept-Encoding",
                "X-Forwarded-For",
                "From",
                "X-Google",
                "X-Google-Custom",
                "x-appengine-custom",
                "X-AppEngine-TaskName"
            })
    @Tag("recorded")
    void reserved_header_is_dropped__http(String name) {
        assertThat(stored(Map.of(name, "value"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Authorization",
                "Content-Type",
                "content-type",
                "Trailer",
                "X-Forwarded-Proto",
                "X-Goog-Custom",
                "X-CloudTasks-TaskName",
                "X/Slash"
            })
    @Tag("recorded")
    void other_header_keeps_its_case(String name) {
        assertThat(stored(Map.of(name, "value"))).isEqualTo(Map.of(name, "value"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bad Header", "X\tTab", "X:Colon", "", "X-Ü"})
    @Tag("recorded")
    void header_with_an_invalid_name_is_dropped(String name) {
        assertThat(stored(Map.of(name, "value"))).isEmpty();
    }

    static Stream<Arguments> sanitizedValues() {
        return Stream.of(
                arguments("a\nb", "a_b"),
                arguments("a\rb", "a_b"),
                arguments("a\r\nb", "a__b"),
                arguments("a\tb", "a\tb"),
                arguments("a\0b", "a"),
                arguments(" ", " "));
    }

    @ParameterizedTest
    @MethodSource("sanitizedValues")
    @Tag("recorded")
    void line_break_in_a_value_becomes_an_underscore(String requested, String expected) {
        assertThat(stored(Map.of("X-Value", requested))).isEqualTo(Map.of("X-Value", expected));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\u0001b", "a\u007fb", "ü", "", "\0"})
    @Tag("recorded")
    void header_with_an_invalid_value_is_dropped(String value) {
        assertThat(stored(Map.of("X-Value", value))).isEmpty();
    }

    @Test
    @Tag("recorded")
    void header_over_8188_bytes_is_dropped() {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("X-Kept", "v".repeat(8188 - "X-Kept".length()));
        headers.put("X-Dropped", "v".repeat(8189 - "X-Dropped".length()));

        assertThat(stored(headers)).containsOnlyKeys("X-Kept");
    }

    @Test
    @Tag("documented")
    void headers_of_a_task_must_be_smaller_than_80_kb() {
        Map<String, String> headers = new TreeMap<>();
        for (int i = 0; i < 20; i++) {
            headers.put("X-%02d".formatted(i), "v".repeat(4096 - 4));
        }
        assertRejected(
                INVALID_ARGUMENT,
                () -> fixture.createTask("q", "t", TaskBuilder.http(TaskBuilder.URL, HttpMethod.POST, headers, "")));

        headers.put("X-19", "v".repeat(4096 - 5));
        assertThat(stored(headers)).hasSize(20);
    }

    @Test
    @Tag("recorded")
    void app_engine_request_gets_the_app_engine_user_agent() {
        assertThat(storedForAppEngine(Map.of(), "")).isEqualTo(Map.of("User-Agent", APP_ENGINE_AGENT));
    }

    @Test
    @Tag("documented")
    void app_engine_user_agent_is_appended_to_the_one_of_the_task() {
        assertThat(storedForAppEngine(Map.of("user-agent", "mine/1.0"), ""))
                .isEqualTo(Map.of("User-Agent", "mine/1.0 " + APP_ENGINE_AGENT));
    }

    @Test
    @Tag("recorded")
    void app_engine_body_gets_its_length_and_a_content_type() {
        assertThat(storedForAppEngine(Map.of(), "hello"))
                .isEqualTo(Map.of(
                        "User-Agent", APP_ENGINE_AGENT,
                        "Content-Length", "5",
                        "Content-Type", "application/octet-stream"));
    }

    @Test
    @Tag("recorded")
    void app_engine_body_keeps_its_own_content_type() {
        assertThat(storedForAppEngine(Map.of("content-type", "text/plain"), "hello"))
                .isEqualTo(Map.of("User-Agent", APP_ENGINE_AGENT, "Content-Length", "5", "content-type", "text/plain"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Host", "X-Google-Custom", "X-AppEngine-Custom"})
    @Tag("documented")
    void reserved_header_is_dropped__app_engine(String name) {
        assertThat(storedForAppEngine(Map.of(name, "value"), "")).containsOnlyKeys("User-Agent");
    }

    /** Returns the stored headers except for the user agent, which the service adds to every task. */
    private Map<String, String> stored(Map<String, String> requested) {
        Task task = fixture.createTask("q", "", TaskBuilder.http(TaskBuilder.URL, HttpMethod.POST, requested, ""));
        Map<String, String> headers = new TreeMap<>(((HttpRequest) task.payload()).headers());
        assertThat(headers.remove("User-Agent")).isEqualTo("Google-Cloud-Tasks");
        return headers;
    }

    private Map<String, String> storedForAppEngine(Map<String, String> requested, String body) {
        Task task = fixture.createTask("q", "", TaskBuilder.appEngine(HttpMethod.POST, null, "/", requested, body));
        return ((AppEngineHttpRequest) task.payload()).headers();
    }
}
