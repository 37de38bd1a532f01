package io.github.cloudtasks.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudtasks.dispatcher.attempts.AttemptLog;
import io.github.cloudtasks.dispatcher.request.AuthorizationProvider;
import io.github.cloudtasks.dispatcher.request.TargetRewrite;
import io.github.cloudtasks.model.Authorization;
import io.github.cloudtasks.model.HttpMethod;
import io.github.cloudtasks.model.queue.HttpTarget;
import io.github.cloudtasks.model.task.Outcome.Responded;
import io.github.cloudtasks.model.queue.UriOverride;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rewrites on the wire: the target is another one, the request is the same. */
class RewriteDeliveryTest {
    private static final String API = "https://api.example.com";

    @Test
    void the_target_is_another_one_and_Host_and_audience_are_the_tasks() throws Exception {
        List<String> audiences = new ArrayList<>();
        AuthorizationProvider tokens = (wanted, url) -> {
            audiences.add(url);
            return "Bearer x";
        };
        AttemptLog log = new AttemptLog();
        try (ScriptedTarget sink = ScriptedTarget.answering(ScriptedTarget.OK);
                HttpDispatcher dispatcher = HttpDispatcher.start(
                        rewriting(API + "/v1", sink.url("/w")).withAuthorizationProvider(tokens), log)) {
            DispatchBuilder task =
                    DispatchBuilder.post(API + "/v1/x?y").authorized(new Authorization.OidcToken("a@b.c", ""));

            assertThat(Deliveries.deliver(dispatcher, task)).isEqualTo(new Responded(200));

            assertThat(sink.calls().getFirst().head())
                    .startsWith("POST /w/x?y HTTP/1.1\r\nHost: api.example.com\r\n")
                    .contains("Authorization: Bearer x\r\n");
            assertThat(audiences).containsExactly(API + "/v1/x?y");
            assertThat(log.all().getFirst().request().url()).isEqualTo(API + "/v1/x?y");
            assertThat(log.all().getFirst().request().calledUrl()).isEqualTo(sink.url("/w/x?y"));
        }
    }

    @Test
    void what_the_queue_overrides_is_rewritten_as_it_is_then() throws Exception {
        try (ScriptedTarget sink = ScriptedTarget.answering(ScriptedTarget.OK);
                HttpDispatcher dispatcher = HttpDispatcher.start(rewriting(API, sink.url("")))) {
            UriOverride override = new UriOverride(
                    UriOverride.Scheme.HTTPS, "api.example.com", null, null, null, UriOverride.EnforceMode.ALWAYS);
            DispatchBuilder task = DispatchBuilder.post("http://nowhere.invalid/x")
                    .target(new HttpTarget(override, null, List.of(), null));

            assertThat(Deliveries.deliver(dispatcher, task)).isEqualTo(new Responded(200));
            assertThat(sink.calls().getFirst().head()).contains("\r\nHost: api.example.com\r\n");
        }
    }

    /**
     * A target may know by which name it is called, or only its own path; and some believe that they are called with
     * http.
     */
    @ParameterizedTest
    @CsvSource({
        "/y, /y",
        "y, /w/y",
        "?z, /w/x?z",
        "../y, /y",
        "https://api.example.com/v1/y, /w/y",
        "//api.example.com/v1/y, /w/y",
        "https://api.example.com/y, /y",
        "http://api.example.com/w/y, /w/y"
    })
    void a_target_redirects_to_itself_in_many_ways(String location, String path) throws Exception {
        try (ScriptedTarget sink = ScriptedTarget.start(
                        call -> call.answer(call.path().equals("/w/x") ? redirect(location) : ScriptedTarget.OK));
                HttpDispatcher dispatcher = HttpDispatcher.start(rewriting(API + "/v1", sink.url("/w")))) {
            DispatchBuilder task = DispatchBuilder.http(HttpMethod.POST, API + "/v1/x", "hi", "Authorization", "a");

            assertThat(Deliveries.deliver(dispatcher, task)).isEqualTo(new Responded(200));
            assertThat(sink.calls().getLast().head())
                    .startsWith("POST " + path + " HTTP/1.1\r\nHost: api.example.com\r\n")
                    .contains("Authorization: a\r\n");
        }
    }

    @Test
    void a_redirect_to_another_place_is_rewritten_too() throws Exception {
        try (ScriptedTarget other = ScriptedTarget.answering(ScriptedTarget.OK);
                ScriptedTarget sink = ScriptedTarget.answering(redirect("https://other.example/y"));
                HttpDispatcher dispatcher = HttpDispatcher.start(rewriting(API, sink.url(""))
                        .withRewrite(new TargetRewrite("https://*.example", other.url(""))))) {
            DispatchBuilder task = DispatchBuilder.http(HttpMethod.POST, API + "/x", "hi", "Authorization", "a");

            assertThat(Deliveries.deliver(dispatcher, task)).isEqualTo(new Responded(200));
            assertThat(other.calls().getFirst().head())
                    .startsWith("POST /y HTTP/1.1\r\nHost: other.example\r\n")
                    .doesNotContain("Authorization");
        }
    }

    @Test
    void app_engine_tasks_go_to_their_own_address() throws Exception {
        try (ScriptedTarget app = ScriptedTarget.answering(ScriptedTarget.OK);
                ScriptedTarget sink = ScriptedTarget.answering(ScriptedTarget.OK);
                HttpDispatcher dispatcher = HttpDispatcher.start(
                        rewriting("http://127.0.0.1", sink.url("")).withAppEngineUrl(app.url("")))) {
            assertThat(Deliveries.deliver(dispatcher, DispatchBuilder.appEngine("/a")))
                    .isEqualTo(new Responded(200));
            assertThat(app.calls()).hasSize(1);
        }
    }

    private static DispatcherSettings rewriting(String from, String to) {
        return DispatcherSettings.DEFAULT.withRewrite(new TargetRewrite(from, to));
    }

    private static String redirect(String location) {
        return "HTTP/1.1 307 Moved\r\nLocation: " + location + "\r\nContent-Length: 0\r\n\r\n";
    }
}
