package io.github.cloudtasks.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.github.cloudtasks.model.task.Outcome.Responded;
import io.github.cloudtasks.model.task.Outcome.Unreachable;
import io.github.cloudtasks.server.control.BlockingControl;
import io.github.cloudtasks.server.history.AttemptRecord;
import io.github.cloudtasks.server.settings.CommandLine;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests of the flags that select the targets of tasks. */
@Timeout(60)
class TargetsTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final String QUEUE = "projects/p/locations/us-central1/queues/q";

    private final HttpClient http = HttpClient.newHttpClient();
    private final List<String> hosts = new CopyOnWriteArrayList<>();
    private final CountDownLatch arrived = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);
    private final List<EmulatorServer> emulators = new ArrayList<>();
    private HttpServer target;

    @BeforeEach
    void startTarget() throws Exception {
        target = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        target.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        target.createContext("/", exchange -> {
            hosts.add(exchange.getRequestURI().getPath() + " for "
                    + exchange.getRequestHeaders().getFirst("Host"));
            if (exchange.getRequestURI().getPath().equals("/held")) {
                arrived.countDown();
                await(released);
            }
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        target.start();
    }

    @AfterEach
    void stop() {
        released.countDown();
        emulators.forEach(EmulatorServer::close);
        target.stop(0);
        http.close();
    }

    @ParameterizedTest
    @CsvSource({
        "'', '', '', /other",
        "worker, '', '', /worker",
        "worker, v1, '', /worker",
        "worker, v1, i-7, /worker",
        "worker, '', i-7, /worker",
        "mail, v1, '', /mail",
        "unknown, v1, i-7, /other"
    })
    void app_engine_service_url_applies_to_all_versions_and_instances(
            String service, String version, String instance, String base) throws Exception {
        EmulatorServer emulator = start(
                "--app-engine-url", url("/other"),
                "--app-engine-service", "worker=" + url("/worker"),
                "--app-engine-service", "mail=" + url("/mail/"));
        String routing = "{\"service\": \"" + service + "\", \"version\": \"" + version + "\", \"instance\": \""
                + instance + "\"}";

        create(
                emulator,
                "{\"appEngineHttpRequest\": {\"relativeUri\": \"/x\", \"appEngineRouting\": " + routing + "}}");

        assertThat(takeAttempt(emulator).outcome()).isEqualTo(new Responded(200));
        assertThat(hosts).singleElement().asString().startsWith(base + "/x for ");
    }

    @Test
    void rewritten_target_receives_the_task() throws Exception {
        EmulatorServer emulator = start("--rewrite-target", "https://api.example.com/v1=" + url(""));

        createHttp(emulator, "https://api.example.com/v1/x");

        AttemptRecord attempt = takeAttempt(emulator);
        assertThat(attempt.outcome()).isEqualTo(new Responded(200));
        assertThat(attempt.request().url()).isEqualTo("https://api.example.com/v1/x");
        assertThat(attempt.request().calledUrl()).isEqualTo(url("/x"));
        assertThat(hosts).containsExactly("/x for api.example.com");
    }

    @Test
    void self_signed_target_is_trusted_with_ca_file_or_skipped_verification(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("ca.pem");
        EmulatorServer secure = start("--tls-self-signed", file.toString());
        String page = "https://localhost:" + secure.port() + "/$discovery/rest?version=v2";

        assertThat(outcome(page)).isInstanceOf(Unreachable.class);
        assertThat(outcome(page, "--ca-file", file.toString())).isEqualTo(new Responded(200));
        assertThat(outcome(page, "--insecure-skip-tls-verify")).isEqualTo(new Responded(200));
    }

    @Test
    void drain_waits_for_attempts_in_flight_and_starts_no_others() throws Exception {
        EmulatorServer emulator = start();
        emulator.drain(TIMEOUT.multipliedBy(10));
        emulator.close();

        EmulatorServer busy = start();
        createHttp(busy, url("/held"));
        await(arrived);
        CompletableFuture<Void> drained = CompletableFuture.runAsync(() -> busy.drain(TIMEOUT));
        busy.drain(Duration.ofMillis(1));
        createHttp(busy, url("/meanwhile"));
        assertThat(drained).isNotDone();

        released.countDown();

        drained.get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        assertThat(takeAttempt(busy).outcome()).isEqualTo(new Responded(200));
        busy.close();
        assertThat(hosts).singleElement().asString().startsWith("/held for ");
    }

    private Object outcome(String url, String... flags) throws Exception {
        EmulatorServer emulator = start(flags);
        create(emulator, "{\"httpRequest\": {\"httpMethod\": \"GET\", \"url\": \"" + url + "\"}}");
        return takeAttempt(emulator).outcome();
    }

    private EmulatorServer start(String... flags) throws Exception {
        List<String> all = new ArrayList<>(List.of(flags));
        all.addAll(List.of("--queue", QUEUE));
        EmulatorServer emulator = new EmulatorServer(CommandLine.parseSettings(all));
        emulators.add(emulator);
        return emulator.start();
    }

    private String url(String path) {
        return "http://127.0.0.1:" + target.getAddress().getPort() + path;
    }

    private void createHttp(EmulatorServer emulator, String url) throws Exception {
        create(emulator, "{\"httpRequest\": {\"url\": \"" + url + "\"}}");
    }

    private void create(EmulatorServer emulator, String task) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://" + emulator.callableAddress() + "/v2/" + QUEUE + "/tasks"))
                .POST(BodyPublishers.ofString("{\"task\": " + task + "}"))
                .build();
        HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    private static AttemptRecord takeAttempt(EmulatorServer emulator) {
        return new BlockingControl(emulator.control()).takeAttempt(TIMEOUT);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(TIMEOUT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
