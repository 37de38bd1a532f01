package io.github.cloudtasks.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudtasks.dispatch.DeliveryResult;
import io.github.cloudtasks.dispatcher.request.AuthorizationProvider;
import io.github.cloudtasks.dispatcher.request.TargetRewrite;
import io.github.cloudtasks.model.Authorization;
import io.github.cloudtasks.model.HttpMethod;
import io.github.cloudtasks.model.queue.HttpTarget;
import io.github.cloudtasks.model.queue.UriOverride;
import io.github.cloudtasks.model.task.Outcome.Responded;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rewrites on the wire: they change the target, but not the request. */
class RewriteDeliveryTest {
    private static final String API = "https://api.example.com";

    @Test
    void rewrite_changes_the_target_but_not_host_and_audience() throws Exception {
        List<String> audiences = new ArrayList<>();
        AuthorizationProvider tokens = (wanted, url) -> {
            audiences.add(url);
            return "Bearer x";
        };
        try (ScriptedTarget target = ScriptedTarget.responding(ScriptedTarget.OK);
                HttpDispatcher dispatcher = HttpDispatcher.start(
                        rewriting(API + "/v1", target.url("/w")).withAuthorizationProvider(tokens))) {
            DispatchBuilder task =
                    DispatchBuilder.post(API + "/v1/x?y").authorized(new Authorization.OidcToken("a@b.c", ""));

            DeliveryResult result =
                    dispatcher.deliver(task.build()).toCompletableFuture().get(20, TimeUnit.SECONDS);

            assertThat(result.outcome()).isEqualTo(new Responded(200));
            assertThat(target.calls().getFirst().head())
                    .startsWith("POST /w/x?y HTTP/1.1\r\nHost: api.example.com\r\n")
                    .contains("Authorization: Bearer x\r\n");
            assertThat(audiences).containsExactly(API + "/v1/x?y");
            assertThat(result.exchange().request().url()).isEqualTo(API + "/v1/x?y");
            assertThat(result.exchange().request().calledUrl()).isEqualTo(target.url("/w/x?y"));
        }
    }

    @Test
    void rewrite_applies_after_queue_override() throws Exception {
        try (ScriptedTarget target = ScriptedTarget.responding(ScriptedTarget.OK);
                HttpDispatcher dispatcher = HttpDispatcher.start(rewriting(API, target.url("")))) {
            UriOverride override = new UriOverride(
                    UriOverride.Scheme.HTTPS, "api.example.com", null, null, null, UriOverride.EnforceMode.ALWAYS);
            DispatchBuilder task = DispatchBuilder.post("http://nowhere.invalid/x")
                    .target(new HttpTarget(override, null, List.of(), null));

            assertThat(Deliveries.deliver(dispatcher, task)).isEqualTo(new Responded(200));
            assertThat(target.calls().getFirst().head()).contains("\r\nHost: api.example.com\r\n");
        }
    }

    /**
     * Targets may know the name by which they are called, or only their own path, or believe that they are called by
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
    void rewritten_target_may_redirect_to_itself(String location, String path) throws Exception {
        try (ScriptedTarget target = ScriptedTarget.start(
                        call -> call.respond(call.path().equals("/w/x") ? redirect(location) : ScriptedTarget.OK));
                HttpDispatcher dispatcher = HttpDispatcher.start(rewriting(API + "/v1", target.url("/w")))) {
            DispatchBuilder task = DispatchBuilder.http(HttpMethod.POST, API + "/v1/x", "hi", "Authorization", "a");

            assertThat(Deliveries.deliver(dispatcher, task)).isEqualTo(new Responded(200));
            assertThat(target.calls().getLast().head())
                    .startsWith("POST " + path + " HTTP/1.1\r\nHost: api.example.com\r\n")
                    .contains("Authorization: a\r\n");
        }
    }

    @Test
    void redirect_to_another_host_is_rewritten() throws Exception {
        try (ScriptedTarget other = ScriptedTarget.responding(ScriptedTarget.OK);
                ScriptedTarget target = ScriptedTarget.responding(redirect("https://other.example/y"));
                HttpDispatcher dispatcher = HttpDispatcher.start(rewriting(API, target.url(""))
                        .withRewrite(new TargetRewrite("https://*.example", other.url(""))))) {
            DispatchBuilder task = DispatchBuilder.http(HttpMethod.POST, API + "/x", "hi", "Authorization", "a");

            assertThat(Deliveries.deliver(dispatcher, task)).isEqualTo(new Responded(200));
            assertThat(other.calls().getFirst().head())
                    .startsWith("POST /y HTTP/1.1\r\nHost: other.example\r\n")
                    .doesNotContain("Authorization");
        }
    }

    @Test
    void app_engine_tasks_are_not_rewritten() throws Exception {
        try (ScriptedTarget app = ScriptedTarget.responding(ScriptedTarget.OK);
                ScriptedTarget target = ScriptedTarget.responding(ScriptedTarget.OK);
                HttpDispatcher dispatcher = HttpDispatcher.start(
                        rewriting("http://127.0.0.1", target.url("")).withAppEngineUrl(app.url("")))) {
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
