package io.github.cloudtasks.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudtasks.dispatcher.request.TargetRewrite;
import io.github.cloudtasks.model.queue.HttpTarget;
import io.github.cloudtasks.model.queue.UriOverride;
import io.github.cloudtasks.model.queue.UriOverride.EnforceMode;
import io.github.cloudtasks.model.queue.UriOverride.Scheme;
import io.github.cloudtasks.model.task.Outcome.Responded;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Host names that Java rejects in some places, but that resolve: a URL can have any registered name (RFC 3986). */
@Tag("inferred")
class UnusualHostNamesTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

    private final List<String> lookedUp = new CopyOnWriteArrayList<>();
    private final DispatcherSettings settings = DispatcherSettings.DEFAULT.withNameLookup(host -> {
        lookedUp.add(host);
        return List.of(InetAddress.getByAddress(host, new byte[] {127, 0, 0, 1}));
    });

    @ParameterizedTest
    @ValueSource(strings = {"my_service", "stack_web.my_zone", "_a", "a_", "-a", "a-", "a.", "my_service.", "a.1b"})
    void host_is_called_in_every_place_of_a_url(String host) throws Exception {
        try (ScriptedTarget target = ScriptedTarget.start(call -> call.respond(
                call.path().equals("/redirect")
                        ? "HTTP/1.1 307 Moved\r\nLocation: http://" + host + ":" + port(call)
                                + "/redirected\r\nContent-Length: 0\r\n\r\n"
                        : OK))) {
            String base = "http://" + host + ":" + target.port();
            UriOverride override =
                    new UriOverride(Scheme.HTTP, host, (long) target.port(), null, null, EnforceMode.ALWAYS);
            DispatcherSettings all = settings.withAppEngineUrl(base + "/default")
                    .withAppEngineService("worker", base + "/worker")
                    .withRewrite(new TargetRewrite("https://api.example.com", base))
                    .withRewrite(new TargetRewrite("http://from_" + host, base));
            try (HttpDispatcher dispatcher = HttpDispatcher.start(all)) {
                deliver(dispatcher, DispatchBuilder.post(base + "/task"));
                deliver(dispatcher, DispatchBuilder.post("http://127.0.0.1:" + target.port() + "/redirect"));
                deliver(
                        dispatcher,
                        DispatchBuilder.post("https://example.com/override")
                                .target(new HttpTarget(override, null, List.of(), null)));
                deliver(dispatcher, DispatchBuilder.post("https://api.example.com/rewrite"));
                deliver(dispatcher, DispatchBuilder.post("http://from_" + host + "/rewritten"));
                deliver(dispatcher, DispatchBuilder.appEngine("/app"));
            }
            assertThat(target.calls())
                    .extracting(ScriptedTarget.Call::path)
                    .containsExactly(
                            "/task", "/redirect", "/redirected", "/override", "/rewrite", "/rewritten", "/default/app");
            assertThat(target.calls().getFirst().head()).contains("\r\nHost: " + host + ":" + target.port() + "\r\n");
            assertThat(lookedUp).isNotEmpty().containsOnly(host);
        }
    }

    private static int port(ScriptedTarget.Call call) {
        return call.socket().getLocalPort();
    }

    private static void deliver(HttpDispatcher dispatcher, DispatchBuilder task) throws Exception {
        assertThat(Deliveries.deliver(dispatcher, task)).isEqualTo(new Responded(200));
    }
}
