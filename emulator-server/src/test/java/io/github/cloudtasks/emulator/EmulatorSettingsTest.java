package io.github.cloudtasks.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.cloudtasks.server.settings.Setting;
import io.github.cloudtasks.server.settings.SettingsTable;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class EmulatorSettingsTest {
    private static final String QUEUE = "projects/p/locations/l/queues/a";

    @Test
    void builder_has_a_method_for_every_setting() {
        List<String> methods = Stream.of(EmulatorSettings.Builder.class.getDeclaredMethods())
                .map(Method::getName)
                .toList();

        for (Setting setting : SettingsTable.ROWS) {
            // The log of an embedded emulator is configured by its process.
            if (!setting.isAction() && !setting.flag().startsWith("--log-")) {
                assertThat(methods).contains(methodName(setting.flag()));
            }
        }
    }

    /** Returns the flag in lowerCamelCase. */
    private static String methodName(String flag) {
        return Pattern.compile("-(\\w)")
                .matcher(flag.substring(2))
                .replaceAll(match -> match.group(1).toUpperCase(Locale.ROOT));
    }

    @Test
    void builder_equals_the_same_flags() {
        EmulatorSettings built = EmulatorSettings.builder()
                .host("::1")
                .port(9000)
                .queue(QUEUE)
                .queue("b,max-attempts=3")
                .queueYaml(Path.of("queue.yaml"))
                .queuesFile(Path.of("queues.json"))
                .project("p")
                .location("l")
                .autoCreateQueues(true)
                .tlsSelfSigned(Path.of("ca.pem"))
                .tlsName("tasks")
                .tlsPort(443)
                .allowOrigin("http://localhost:5173")
                .allowHost("*.example.com")
                .appEngineUrl("http://localhost:8080")
                .appEngineService("worker", "https://worker:8443")
                .rewriteTarget("http://localhost", "http://host.docker.internal")
                .insecureSkipTlsVerify(true)
                .firebaseFunctionsUrl("http://127.0.0.1:5001")
                .openidIssuer("http://tasks:8123")
                .allowAnyOauthHost(true)
                .strict(true)
                .queueNameReuse(Duration.ZERO)
                .taskNameReuse(Duration.ofSeconds(90))
                .hardResetOnPurgeQueue(true)
                .leaseCallsPerSecond(0)
                .keptTasks(5)
                .keptTaskBytes(1000)
                .dataDir(Path.of("data"))
                .durability("power")
                .dataDirRecover(true)
                .fault("duplicate,rate=0.1")
                .fault("unreachable")
                .logPayloads(true)
                .build();

        assertThat(built)
                .isEqualTo(EmulatorSettings.of(
                        "--host=::1",
                        "--port=9000",
                        "--queue=" + QUEUE,
                        "--queue=b,max-attempts=3",
                        "--queue-yaml=queue.yaml",
                        "--queues-file=queues.json",
                        "--project=p",
                        "--location=l",
                        "--auto-create-queues",
                        "--tls-self-signed=ca.pem",
                        "--tls-name=tasks",
                        "--tls-port=443",
                        "--allow-origin=http://localhost:5173",
                        "--allow-host=*.example.com",
                        "--app-engine-url=http://localhost:8080",
                        "--app-engine-service=worker=https://worker:8443",
                        "--rewrite-target=http://localhost=http://host.docker.internal",
                        "--insecure-skip-tls-verify",
                        "--firebase-functions-url=http://127.0.0.1:5001",
                        "--openid-issuer=http://tasks:8123",
                        "--allow-any-oauth-host",
                        "--strict",
                        "--queue-name-reuse=0",
                        "--task-name-reuse=90s",
                        "--hard-reset-on-purge-queue",
                        "--lease-calls-per-second=0",
                        "--kept-tasks=5",
                        "--kept-task-bytes=1000",
                        "--data-dir=data",
                        "--durability=power",
                        "--data-dir-recover",
                        "--fault=duplicate,rate=0.1",
                        "--fault=unreachable",
                        "--log-payloads"))
                .isNotEqualTo(EmulatorSettings.DEFAULT);
    }

    @Test
    void builder_replaces_single_values_and_accepts_flags() {
        assertThat(EmulatorSettings.builder().port(1).port(2).flags("--strict").build())
                .isEqualTo(EmulatorSettings.of("--port", "2", "--strict"));
        assertThat(EmulatorSettings.builder().build()).isEqualTo(EmulatorSettings.DEFAULT);
    }

    @Test
    void builder_rejects_invalid_values() {
        EmulatorSettings.Builder builder = EmulatorSettings.builder().taskNameReuse(Duration.ofSeconds(-1));

        assertThatThrownBy(builder::build)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("--task-name-reuse must be a duration");
    }
}
