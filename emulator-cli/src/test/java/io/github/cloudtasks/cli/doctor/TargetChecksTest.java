package io.github.cloudtasks.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.github.cloudtasks.cli.doctor.Finding.Level;
import io.github.cloudtasks.server.environment.EmulatorAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TargetChecksTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "http://localhost:1/x | cannot connect to http://localhost:1: Connection refused | Nothing listens there",
                "http://tasks:1/x | cannot connect to http://tasks:1: Connection refused | Nothing listens there",
                "http://localhost:9/x | cannot connect to http://localhost:9: Connection refused | --rewrite-target",
                "http://app.invalid/x | cannot connect: the host name is not known | --rewrite-target http://app.invalid",
                "http://host.docker.internal/x | cannot connect: the host name is not known | --add-host",
                "https://a/x | cannot connect to https://a: PKIX path building failed | --ca-file",
                "http://a/x | App Engine service \"default\" has no address: set --app-engine-url URL | --app-engine-url URL.",
                "http://a/x | something else | emulator attempts --failed",
            })
    void target_without_response_is_a_problem_with_advice(String url, String error, String advice) {
        List<Finding> findings = targets(attempt(url, 0, error));

        assertThat(findings).singleElement().satisfies(finding -> {
            assertThat(finding.level()).isEqualTo(Level.PROBLEM);
            assertThat(finding.advice()).contains(advice).endsWith(".");
        });
    }

    @ParameterizedTest
    @CsvSource({"401, token", "404, path", "405, method", "302, 2xx", "500, log", "503, log"})
    void rejected_task_is_a_warning_with_advice(int status, String advice) {
        assertThat(targets(attempt("http://a/x", status, ""))).singleElement().satisfies(finding -> {
            assertThat(finding.level()).isEqualTo(Level.WARNING);
            assertThat(finding.text()).isEqualTo("POST http://a/x was answered with " + status + ".");
            assertThat(finding.advice()).contains(advice);
        });
    }

    @Test
    void only_the_latest_attempt_at_each_target_counts() {
        JsonNode failed = attempt("http://a/x", 500, "");
        JsonNode successful = attempt("http://a/y", 200, "");

        assertThat(targets(failed, successful)).extracting(Finding::level).containsExactly(Level.OK);
        assertThat(targets(successful, failed)).extracting(Finding::level).containsExactly(Level.WARNING);
        assertThat(targets()).extracting(Finding::text).containsExactly("No task was sent yet.");
    }

    @Test
    void frozen_or_advanced_clock_is_a_warning() throws Exception {
        assertThat(StateChecks.clock(time(NOW, false), NOW).level()).isEqualTo(Level.OK);
        assertThat(StateChecks.clock(time(NOW, true), NOW).text()).contains("frozen");
        assertThat(StateChecks.clock(time(NOW.plusSeconds(3600), false), NOW).text())
                .contains("60 minutes");
    }

    @Test
    void paused_queue_with_tasks_is_a_warning() throws Exception {
        String queue =
                "{\"queue\": {\"name\": \"projects/p/locations/l/queues/q\", \"state\": \"%s\"}, \"waiting\": %d}";
        JsonNode queues = JSON.readTree("[" + queue.formatted("PAUSED", 2) + ", " + queue.formatted("PAUSED", 0) + "]");

        assertThat(StateChecks.queues(queues))
                .singleElement()
                .extracting(Finding::text)
                .isEqualTo("p/l/q is PAUSED, and 2 of its tasks wait.");
        assertThat(StateChecks.queues(JSON.readTree("[" + queue.formatted("RUNNING", 2) + "]")))
                .extracting(Finding::level)
                .containsExactly(Level.OK);
    }

    @ParameterizedTest
    @CsvSource({
        "http_proxy, http://corp:3128, '', PROBLEM",
        "HTTP_PROXY, http://corp:3128, localhost, PROBLEM",
        "HTTP_PROXY, http://corp:3128, '127.0.0.1,localhost', OK",
        "ALL_PROXY, http://corp:3128, *, OK",
        "https_proxy, http://corp:3128, '', PROBLEM",
        "https_proxy, http://127.0.0.1:8123, '', OK",
        "https_proxy, http://localhost:8123, '', OK",
        "HTTPS_PROXY, http://corp:3128, '', OK",
    })
    void proxy_between_clients_and_the_emulator_is_a_problem(
            String variable, String proxy, String exceptions, Level level) {
        Map<String, String> environment = Map.of(variable, proxy, "NO_PROXY", exceptions, "no_proxy", exceptions);

        assertThat(environment(environment).proxies().level()).isEqualTo(level);
    }

    @Test
    void clients_of_the_proxy_must_trust_its_authority(@TempDir Path directory) throws Exception {
        Path roots = Files.writeString(directory.resolve("roots.pem"), "BEGIN\nabc\nEND\n");
        Map<String, String> all = Map.of(
                "HTTPS_PROXY", "http://127.0.0.1:8123",
                "SSL_CERT_FILE", roots.toString(),
                "REQUESTS_CA_BUNDLE", roots.toString(),
                "GRPC_DEFAULT_SSL_ROOTS_FILE_PATH", roots.toString(),
                "NODE_EXTRA_CA_CERTS", "/nowhere");

        assertThat(environment(all).trust("BEGIN\nab\nc\nEND\n"))
                .singleElement()
                .extracting(Finding::text)
                .isEqualTo("NODE_EXTRA_CA_CERTS names a file without the CA of this emulator.");
        assertThat(environment(all).trust("")).extracting(Finding::check).containsExactly("proxy");
        assertThat(environment(Map.of()).trust("")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/nowhere", "/"})
    void file_of_credentials_must_exist(String file) {
        assertThat(environment(Map.of("GOOGLE_APPLICATION_CREDENTIALS", file)).credentials())
                .extracting(Finding::level)
                .containsExactly(Level.PROBLEM);
        assertThat(environment(Map.of()).credentials()).isEmpty();
    }

    private static EnvironmentChecks environment(Map<String, String> variables) {
        return new EnvironmentChecks(variables, EmulatorAddress.parse("127.0.0.1:8123"));
    }

    private static List<Finding> targets(JsonNode... attempts) {
        ArrayNode list = JSON.createArrayNode();
        for (JsonNode attempt : attempts) {
            list.add(attempt);
        }
        return new TargetChecks("localhost:9"::equals).of(list);
    }

    private static JsonNode time(Instant now, boolean frozen) {
        return JSON.valueToTree(Map.of("now", now.toString(), "frozen", frozen));
    }

    private static JsonNode attempt(String url, int status, String error) {
        return JSON.valueToTree(Map.of(
                "request", Map.of("method", "POST", "url", url),
                "response", Map.of("status", status),
                "error", error));
    }
}
