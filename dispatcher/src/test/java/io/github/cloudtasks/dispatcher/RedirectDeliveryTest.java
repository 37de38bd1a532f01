package io.github.cloudtasks.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudtasks.model.HttpMethod;
import io.github.cloudtasks.model.task.Outcome.Responded;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedirectDeliveryTest {
    private HttpDispatcher dispatcher;

    @BeforeEach
    void start() {
        dispatcher = HttpDispatcher.start(DispatcherSettings.DEFAULT);
    }

    @AfterEach
    void stop() {
        dispatcher.close();
    }

    @Test
    @Tag("recorded")
    void redirect_302_is_followed_with_get_within_the_attempt() throws Exception {
        try (ScriptedTarget target = ScriptedTarget.start(
                call -> call.respond(call.path().equals("/a") ? redirect(302, "/b") : ScriptedTarget.OK))) {
            DispatchBuilder task =
                    DispatchBuilder.http(HttpMethod.POST, target.url("/a"), "hi", "Content-Type", "text/plain");
            assertThat(Deliveries.deliver(dispatcher, task)).isEqualTo(new Responded(200));
            assertThat(target.calls())
                    .extracting(ScriptedTarget.Call::requestLine)
                    .containsExactly("POST /a HTTP/1.1", "GET /b HTTP/1.1");
            assertThat(target.calls().getLast().head())
                    .contains("X-CloudTasks-TaskRetryCount: 0\r\n")
                    .doesNotContain("Content-");
            assertThat(target.accepted()).isEqualTo(1);
        }
    }

    @Test
    @Tag("inferred")
    void redirect_307_is_followed_to_another_origin_with_body() throws Exception {
        try (ScriptedTarget other = ScriptedTarget.responding("HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n");
                ScriptedTarget target = ScriptedTarget.responding(redirect(307, other.url("/b?c")))) {
            DispatchBuilder task =
                    DispatchBuilder.http(HttpMethod.POST, target.url("/a"), "hi", "Authorization", "Basic x");
            assertThat(Deliveries.deliver(dispatcher, task)).isEqualTo(new Responded(202));
            ScriptedTarget.Call call = other.calls().getFirst();
            assertThat(call.head())
                    .startsWith("POST /b?c HTTP/1.1\r\nHost: 127.0.0.1:" + other.port() + "\r\n")
                    .doesNotContain("Authorization");
            assertThat(call.body()).isEqualTo("hi");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    @Tag("recorded")
    void redirect_without_location_is_the_outcome(int status) throws Exception {
        try (ScriptedTarget target =
                ScriptedTarget.responding("HTTP/1.1 " + status + " Moved\r\nContent-Length: 0\r\n\r\n")) {
            assertThat(Deliveries.deliver(dispatcher, DispatchBuilder.post(target.url("/"))))
                    .isEqualTo(new Responded(status));
        }
    }

    @Test
    @Tag("inferred")
    void redirect_loop_ends_after_ten_redirects() throws Exception {
        try (ScriptedTarget target = ScriptedTarget.responding(redirect(302, "/again"))) {
            assertThat(Deliveries.deliver(dispatcher, DispatchBuilder.post(target.url("/"))))
                    .isEqualTo(new Responded(302));
            assertThat(target.calls()).hasSize(11);
        }
    }

    @Test
    @Tag("documented")
    void app_engine_tasks_follow_no_redirect() throws Exception {
        try (ScriptedTarget target = ScriptedTarget.responding(redirect(302, "/b"));
                HttpDispatcher withAddress =
                        HttpDispatcher.start(DispatcherSettings.DEFAULT.withAppEngineUrl(target.url("")))) {
            assertThat(Deliveries.deliver(withAddress, DispatchBuilder.appEngine("/a")))
                    .isEqualTo(new Responded(302));
            assertThat(target.calls()).hasSize(1);
        }
    }

    private static String redirect(int status, String location) {
        return "HTTP/1.1 " + status + " Moved\r\nLocation: " + location + "\r\nContent-Length: 4\r\n\r\nmove";
    }
}
