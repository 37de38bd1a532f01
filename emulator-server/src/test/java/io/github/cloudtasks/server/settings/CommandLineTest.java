package io.github.cloudtasks.server.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.cloudtasks.dispatcher.DispatcherSettings;
import io.github.cloudtasks.dispatcher.http.TargetTrust;
import io.github.cloudtasks.dispatcher.request.TargetRewrite;
import io.github.cloudtasks.dispatcher.tokens.SigningKey;
import io.github.cloudtasks.dispatcher.tokens.TokenSettings;
import io.github.cloudtasks.engine.spec.Limits;
import io.github.cloudtasks.rest.access.AccessSettings;
import io.github.cloudtasks.rest.firebase.FirebaseFunctions;
import io.github.cloudtasks.server.faults.Fault;
import io.github.cloudtasks.server.faults.FaultKind;
import io.github.cloudtasks.server.settings.CommandLine.Action;
import io.github.cloudtasks.server.startup.InitialQueues;
import io.github.cloudtasks.storage.Durability;
import io.github.cloudtasks.storage.StorageSettings;
import io.grpc.Status.Code;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.event.Level;

class CommandLineTest {
    /** A key other than the built-in key. */
    private static final Path KEY =
            Path.of("src", "test", "resources", "io", "github", "cloudtasks", "server", "signing-key.pem");

    @TempDir
    private static Path files;

    /** Any valid certificate. */
    private static Path certificates;

    @BeforeAll
    static void writeACertificate() throws IOException {
        certificates =
                Files.writeString(files.resolve("ca.pem"), SigningKey.builtIn().certificatePem());
    }

    /** Names of services in compose and Swarm, such as STACK_SERVICE. */
    @Test
    void host_names_may_have_underscores() {
        ServerSettings settings = parse("--host", "my_host", "--tls-self-signed", "ca.pem", "--tls-name", "stack_tasks")
                .settings();

        assertThat(settings.host()).isEqualTo("my_host");
        assertThat(settings.tls().names()).containsExactly("stack_tasks");
    }

    /** Hosts that do not resolve under any name server, and user information, which no request would have. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "*",
                "*.example.com",
                "a*b",
                "a,b",
                "a;b",
                "$HOST",
                "(a)",
                "a!",
                "a'b",
                "a=b",
                "a&b",
                "a+b",
                ".",
                "..",
                ".a",
                "a..b",
                "user@a",
                "user:secret@a",
                "[a]",
                "[::1",
                "1:2:3"
            })
    void host_of_a_url_must_be_a_name_or_an_address(String host) {
        for (String flag : List.of("--app-engine-url", "--firebase-functions-url", "--openid-issuer")) {
            assertThatThrownBy(() -> parse(flag, "http://" + host + ":8080/a"))
                    .isInstanceOf(UsageException.class)
                    .hasMessageStartingWith(flag + " must be a URL such as http://localhost:8080, not ");
        }
        assertThatThrownBy(() -> parse("--app-engine-service", "worker=http://" + host))
                .isInstanceOf(UsageException.class);
        assertThatThrownBy(() -> parse("--rewrite-target", "http://a=http://" + host))
                .isInstanceOf(UsageException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "my_service",
                "STACK_SERVICE",
                "a.b-c.example.",
                "host.docker.internal",
                "10.0.0.7",
                "[::1]",
                "[fe80::1%eth0]",
                "b\u00fccher.test",
                "xn--bcher-kva.test"
            })
    void host_of_a_url_can_be_any_name_or_address(String host) {
        for (String flag : List.of("--app-engine-url", "--firebase-functions-url", "--openid-issuer")) {
            assertThat(parse(flag, "http://" + host + ":8080/a@b")).isNotNull();
        }
        assertThat(parse("--app-engine-service", "worker=https://" + host)).isNotNull();
        assertThat(parse("--rewrite-target", "http://a=http://" + host + "/x")).isNotNull();
    }

    @Test
    void initial_queue_flags_of_another_emulator_are_accepted() {
        String a = "projects/p/locations/l/queues/a";
        String b = "projects/p/locations/l/queues/b";
        CommandLine expected = CommandLine.parse(List.of("--queue", a, "--queue", b), Map.of());

        assertThat(CommandLine.parse(List.of("-initial-queue", a, "-initial-queue=" + b), Map.of()))
                .isEqualTo(expected);
        assertThat(CommandLine.parse(List.of(), Map.of("INITIAL_QUEUE", a + "," + b)))
                .isEqualTo(expected);
    }

    @Test
    void empty_command_line_has_the_defaults() {
        assertThat(CommandLine.parse(List.of(), Map.of())).isEqualTo(CommandLine.DEFAULT);
    }

    @Test
    void defaults_match_the_table() {
        for (Setting option : SettingsTable.ROWS) {
            if (!option.defaultValue().isEmpty()) {
                assertThat(CommandLine.parse(List.of(option.flag() + "=" + option.defaultValue()), Map.of()))
                        .as(option.flag())
                        .isEqualTo(CommandLine.DEFAULT);
            }
        }
    }

    @Test
    void every_flag_is_applied() throws IOException {
        CommandLine options = parse(
                "--host=0.0.0.0",
                "--port=0",
                "--queue=projects/p/locations/l/queues/a",
                "--queue=b,max-attempts=3",
                "--queue-yaml=queue.yaml",
                "--queues-file=queues.json",
                "--project=p",
                "--location=l",
                "--auto-create-queues",
                "--tls-self-signed=ca.pem",
                "--tls-name=tasks",
                "--tls-name=10.0.0.7",
                "--tls-port=443",
                "--proxy",
                "--proxy-from=any",
                "--proxy-other-hosts=tunnel",
                "--proxy-tokens",
                "--proxy-upstream=http://user:secret@proxy.example:3128/",
                "--ca-dir=ca",
                "--universe-domain=Cloud.Example",
                "--allow-origin=http://localhost:5173",
                "--allow-origin=chrome-extension://abc",
                "--allow-host=tasks.example.com",
                "--allow-host=*.example.org",
                "--app-engine-url=http://localhost:8080/base",
                "--app-engine-service=worker=https://worker:8443",
                "--app-engine-service=mail=http://[::1]:1025",
                "--rewrite-target=http://localhost=http://host.docker.internal",
                "--rewrite-target=https://api.example.com/v1=http://app:3000",
                "--ca-file=" + certificates,
                "--insecure-skip-tls-verify",
                "--firebase-functions-url=http://127.0.0.1:5001/",
                "--openid-issuer=http://tasks:8123",
                "--openid-key=" + KEY,
                "--allow-any-oauth-host",
                "--strict",
                "--queue-name-reuse=0",
                "--task-name-reuse=90s",
                "--hard-reset-on-purge-queue",
                "--lease-calls-per-second=0",
                "--kept-tasks=5",
                "--kept-task-bytes=7KiB",
                "--fault=duplicate,rate=0.5,seed=7",
                "--fault=api-error,method=CreateTask,code=ABORTED,count=2,applied",
                "--data-dir=data",
                "--durability=power",
                "--data-dir-recover",
                "--log-level=debug",
                "--log-format=json",
                "--log-colour=never",
                "--log-payloads");

        assertThat(options)
                .isEqualTo(new CommandLine(
                        new ServerSettings(
                                "0.0.0.0",
                                0,
                                new Limits(
                                        Duration.ZERO,
                                        Duration.ofSeconds(90),
                                        0,
                                        true,
                                        true,
                                        true,
                                        true,
                                        Long.MAX_VALUE),
                                DispatcherSettings.DEFAULT
                                        .withAppEngineUrl("http://localhost:8080/base")
                                        .withAppEngineService("worker", "https://worker:8443")
                                        .withAppEngineService("mail", "http://[::1]:1025")
                                        .withRewrite(
                                                new TargetRewrite("http://localhost", "http://host.docker.internal"))
                                        .withRewrite(new TargetRewrite("https://api.example.com/v1", "http://app:3000"))
                                        .withTrust(TargetTrust.JDK
                                                .withCertificates(Files.readString(certificates))
                                                .withTrustAll(true)),
                                new TokenSettings("http://tasks:8123", SigningKey.ofPem(Files.readString(KEY))),
                                TlsSettings.OFF
                                        .withSelfSigned(Path.of("ca.pem"))
                                        .withName("tasks")
                                        .withName("10.0.0.7")
                                        .withPort(443),
                                new InitialQueues(
                                        "p",
                                        "l",
                                        List.of(
                                                QueueFlagParser.parse("projects/p/locations/l/queues/a"),
                                                QueueFlagParser.parse("b,max-attempts=3")),
                                        Path.of("queue.yaml"),
                                        Path.of("queues.json")),
                                new FirebaseFunctions("http://127.0.0.1:5001"),
                                new AccessSettings(
                                        List.of("http://localhost:5173", "chrome-extension://abc"),
                                        List.of("tasks.example.com", "*.example.org")),
                                new HistorySettings(5, 7 << 10, true),
                                List.of(
                                        new Fault(
                                                FaultKind.DUPLICATE,
                                                "",
                                                0.5,
                                                0,
                                                7,
                                                Duration.ZERO,
                                                Duration.ZERO,
                                                Code.UNAVAILABLE,
                                                "",
                                                false),
                                        new Fault(
                                                FaultKind.API_ERROR,
                                                "",
                                                1,
                                                2,
                                                0,
                                                Duration.ZERO,
                                                Duration.ZERO,
                                                Code.ABORTED,
                                                "CreateTask",
                                                true)),
                                new ProxySettings(
                                        true,
                                        ProxySettings.From.ANY,
                                        ProxySettings.OtherHosts.TUNNEL,
                                        true,
                                        "http://user:secret@proxy.example:3128",
                                        Path.of("ca"),
                                        false,
                                        "cloud.example"),
                                new StorageSettings(Path.of("data"), Durability.POWER, true)),
                        new LogSettings(Level.DEBUG, LogSettings.Format.JSON, LogSettings.Colour.NEVER),
                        Action.RUN));
    }

    @Test
    void every_environment_variable_equals_its_flag() {
        Map<String, String> environment = Map.ofEntries(
                Map.entry("EMULATOR_HOST", "::1"),
                Map.entry("EMULATOR_PORT", "9000"),
                Map.entry(
                        "EMULATOR_QUEUE",
                        "projects/p/locations/l/queues/a,max-attempts=3\n b,type=pull,state=paused\n"),
                Map.entry("EMULATOR_QUEUE_YAML", "queue.yaml"),
                Map.entry("EMULATOR_QUEUES_FILE", "queues.json"),
                Map.entry("EMULATOR_PROJECT", "p"),
                Map.entry("EMULATOR_LOCATION", "l"),
                Map.entry("EMULATOR_AUTO_CREATE_QUEUES", "true"),
                Map.entry("EMULATOR_PROXY", "true"),
                Map.entry("EMULATOR_PROXY_FROM", "any"),
                Map.entry("EMULATOR_PROXY_OTHER_HOSTS", "tunnel"),
                Map.entry("EMULATOR_PROXY_TOKENS", "true"),
                Map.entry("EMULATOR_PROXY_UPSTREAM", "http://10.0.0.7:3128"),
                Map.entry("EMULATOR_EPHEMERAL_CA", "true"),
                Map.entry("GOOGLE_CLOUD_UNIVERSE_DOMAIN", "cloud.example"),
                Map.entry("EMULATOR_ALLOW_ORIGIN", "http://localhost:5173,app://."),
                Map.entry("EMULATOR_ALLOW_HOST", "tasks.example.com *.example.org"),
                Map.entry("EMULATOR_APP_ENGINE_URL", "http://app"),
                Map.entry("EMULATOR_APP_ENGINE_SERVICE", "a=http://a,b=http://b"),
                Map.entry("EMULATOR_REWRITE_TARGET", "http://a=http://b https://*.run.app=http://c:1"),
                Map.entry("EMULATOR_CA_FILE", certificates.toString()),
                Map.entry("EMULATOR_INSECURE_SKIP_TLS_VERIFY", "true"),
                Map.entry("EMULATOR_FIREBASE_FUNCTIONS_URL", "http://f"),
                Map.entry("EMULATOR_OPENID_ISSUER", "https://accounts.google.com"),
                Map.entry("EMULATOR_OPENID_KEY", KEY.toString()),
                Map.entry("EMULATOR_ALLOW_ANY_OAUTH_HOST", "true"),
                Map.entry("EMULATOR_STRICT", "true"),
                Map.entry("EMULATOR_QUEUE_NAME_REUSE", "1h30m"),
                Map.entry("EMULATOR_TASK_NAME_REUSE", "PT5M"),
                Map.entry("EMULATOR_HARD_RESET_ON_PURGE_QUEUE", "true"),
                Map.entry("EMULATOR_LEASE_CALLS_PER_SECOND", "20"),
                Map.entry("EMULATOR_KEPT_TASKS", "0"),
                Map.entry("EMULATOR_KEPT_TASK_BYTES", "100"),
                Map.entry("EMULATOR_DATA_DIR", "data"),
                Map.entry("EMULATOR_DURABILITY", "Power"),
                Map.entry("EMULATOR_DATA_DIR_RECOVER", "true"),
                Map.entry("EMULATOR_FAULT", "duplicate,rate=0.1 unreachable"),
                Map.entry("EMULATOR_LOG_LEVEL", "WARN"),
                Map.entry("EMULATOR_LOG_FORMAT", "json"),
                Map.entry("EMULATOR_LOG_COLOUR", "always"),
                Map.entry("EMULATOR_LOG_PAYLOADS", "true"));
        String[] flags = {
            "--host",
            "::1",
            "--port",
            "9000",
            "--queue",
            "projects/p/locations/l/queues/a,max-attempts=3",
            "--queue",
            "b,type=pull,state=paused",
            "--queue-yaml",
            "queue.yaml",
            "--queues-file",
            "queues.json",
            "--project",
            "p",
            "--location",
            "l",
            "--auto-create-queues",
            "--proxy",
            "--proxy-from",
            "any",
            "--proxy-other-hosts",
            "tunnel",
            "--proxy-tokens",
            "--proxy-upstream",
            "http://10.0.0.7:3128",
            "--ephemeral-ca",
            "--universe-domain",
            "cloud.example",
            "--allow-origin",
            "http://localhost:5173",
            "--allow-origin",
            "app://.",
            "--allow-host",
            "tasks.example.com",
            "--allow-host",
            "*.example.org",
            "--app-engine-url",
            "http://app",
            "--app-engine-service",
            "a=http://a",
            "--app-engine-service",
            "b=http://b",
            "--rewrite-target",
            "http://a=http://b",
            "--rewrite-target",
            "https://*.run.app=http://c:1",
            "--ca-file",
            certificates.toString(),
            "--insecure-skip-tls-verify",
            "--firebase-functions-url",
            "http://f",
            "--openid-issuer",
            "https://accounts.google.com",
            "--openid-key",
            KEY.toString(),
            "--allow-any-oauth-host",
            "--strict",
            "--queue-name-reuse",
            "1h30m",
            "--task-name-reuse",
            "PT5M",
            "--hard-reset-on-purge-queue",
            "--lease-calls-per-second",
            "20",
            "--kept-tasks",
            "0",
            "--kept-task-bytes",
            "100",
            "--data-dir",
            "data",
            "--durability",
            "power",
            "--data-dir-recover",
            "--fault",
            "duplicate,rate=0.1",
            "--fault",
            "unreachable",
            "--log-level",
            "WARN",
            "--log-format",
            "JSON",
            "--log-colour",
            "always",
            "--log-payloads"
        };

        assertThat(CommandLine.parse(List.of(), environment))
                .isEqualTo(parse(flags))
                .isNotEqualTo(CommandLine.DEFAULT);
        // The TLS flags exclude each other and have their own test. --ca-dir excludes --ephemeral-ca.
        assertThat(environment).hasSize((int) SettingsTable.ROWS.stream()
                .filter(option -> !option.isAction()
                        && !option.flag().startsWith("--tls-")
                        && !option.flag().equals("--ca-dir"))
                .count());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--proxy-tokens | --proxy-tokens needs the proxy: add --proxy.",
                "--proxy-from=any | --proxy-from needs the proxy: add --proxy.",
                "--proxy-other-hosts=refuse | --proxy-other-hosts needs the proxy: add --proxy.",
                "--proxy-upstream=http://a:1 | --proxy-upstream needs the proxy: add --proxy.",
                "--proxy --proxy-upstream=http://a:1 --proxy-from=any | --proxy-upstream needs tunnels to other hosts: "
                        + "add --proxy-other-hosts tunnel.",
                "--ca-dir=a --ephemeral-ca | --ephemeral-ca excludes --ca-dir: keep the CA or make it anew at each start.",
                "--proxy-from=all | --proxy-from must be loopback or any, not \"all\".",
                "--universe-domain=a | --universe-domain must be a domain such as googleapis.com, not \"a\".",
                "--proxy-upstream=https://u:secret@a:1 | --proxy-upstream must be an http:// URL, such as "
                        + "http://proxy.example:3128, not \"https://u:...@a:1\"."
            })
    void inconsistent_proxy_flags_are_rejected(String flags, String message) {
        assertThatThrownBy(() -> parse(flags.split(" ")))
                .isInstanceOf(UsageException.class)
                .hasMessage(message);
    }

    @Test
    void every_tls_environment_variable_equals_its_flag() {
        Map<String, String> made = Map.of(
                "EMULATOR_TLS_SELF_SIGNED", "ca.pem",
                "EMULATOR_TLS_NAME", "tasks,10.0.0.7",
                "EMULATOR_TLS_PORT", "443");
        Map<String, String> brought = Map.of("EMULATOR_TLS_CERT", "cert.pem", "EMULATOR_TLS_KEY", "key.pem");

        assertThat(CommandLine.parse(List.of(), made).settings().tls())
                .isEqualTo(TlsSettings.OFF
                        .withSelfSigned(Path.of("ca.pem"))
                        .withName("tasks")
                        .withName("10.0.0.7")
                        .withPort(443));
        assertThat(CommandLine.parse(List.of(), brought))
                .isEqualTo(parse("--tls-cert", "cert.pem", "--tls-key", "key.pem"));
        assertThat(CommandLine.parse(List.of(), brought).settings().tls())
                .isEqualTo(TlsSettings.OFF.withCertificate(Path.of("cert.pem")).withKey(Path.of("key.pem")));
    }

    @ParameterizedTest
    @CsvSource({
        "--hard-reset-on-purge-queue,true", "--hard-reset-on-purge-queue=true,true",
                "--hard-reset-on-purge-queue=T,true",
        "--hard-reset-on-purge-queue=1,true", "--hard-reset-on-purge-queue=FALSE,false",
                "--hard-reset-on-purge-queue=f,false",
        "--hard-reset-on-purge-queue=0,false"
    })
    void boolean_flag_accepts_an_optional_value(String argument, boolean on) {
        Map<String, String> otherwise = Map.of("EMULATOR_HARD_RESET_ON_PURGE_QUEUE", String.valueOf(!on));

        assertThat(CommandLine.parse(List.of(argument, "--port", "1"), otherwise)
                        .settings()
                        .limits()
                        .hardResetOnPurge())
                .isEqualTo(on);
    }

    /** Go flags, as in compose files for another emulator. */
    @Test
    void single_dash_flags_are_accepted() {
        assertThat(parse("-host", "0.0.0.0", "-port=9000", "-hard-reset-on-purge-queue"))
                .isEqualTo(parse("--host", "0.0.0.0", "--port", "9000", "--hard-reset-on-purge-queue"));
        assertThat(parse("-hard-reset-on-purge-queue=true")).isEqualTo(parse("--hard-reset-on-purge-queue"));
        assertThat(parse("-hard-reset-on-purge-queue=false")).isEqualTo(CommandLine.DEFAULT);
        assertThat(parse("-help").action()).isEqualTo(Action.HELP);
    }

    @Test
    void app_engine_variable_of_another_emulator_is_accepted() {
        Map<String, String> theirs = Map.of("APP_ENGINE_EMULATOR_HOST", "http://localhost:8080");
        Map<String, String> both =
                Map.of("APP_ENGINE_EMULATOR_HOST", "http://localhost:8080", "EMULATOR_APP_ENGINE_URL", "http://ours");

        assertThat(CommandLine.parse(List.of(), theirs)).isEqualTo(parse("--app-engine-url", "http://localhost:8080"));
        assertThat(CommandLine.parse(List.of(), both)).isEqualTo(parse("--app-engine-url", "http://ours"));
        assertThat(CommandLine.parse(List.of("--app-engine-url", "http://flag"), both))
                .isEqualTo(parse("--app-engine-url", "http://flag"));
        assertThatThrownBy(() -> CommandLine.parse(List.of(), Map.of("APP_ENGINE_EMULATOR_HOST", "localhost:8080")))
                .hasMessage(
                        "APP_ENGINE_EMULATOR_HOST must be a URL such as http://localhost:8080, not \"localhost:8080\".");
    }

    /** Compose and Swarm name hosts {@code STACK_SERVICE}; a URL can have any registered name (RFC 3986). */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "stack_web",
                "web.my_zone",
                "_web",
                "web_",
                "-web",
                "web-",
                "web.",
                "stack_web.",
                "1web",
                "xn--bcher-kva",
                "127.0.0.1",
                "[::1]"
            })
    void every_host_that_can_resolve_is_accepted_in_urls(String host) {
        String url = "http://" + host + ":8080/base";
        for (String flag : List.of(
                "--app-engine-url=",
                "--app-engine-service=worker=",
                "--openid-issuer=",
                "--firebase-functions-url=",
                "--rewrite-target=http://localhost=")) {
            assertThat(parse(flag + url)).as(flag).isNotEqualTo(CommandLine.DEFAULT);
        }
        assertThat(parse("--rewrite-target=" + url + "=http://localhost")).isNotEqualTo(CommandLine.DEFAULT);
        assertThat(CommandLine.parse(List.of(), Map.of("APP_ENGINE_EMULATOR_HOST", url)))
                .isEqualTo(parse("--app-engine-url", url));
    }

    @Test
    void google_cloud_project_variable_is_accepted() {
        assertThat(CommandLine.parse(List.of(), Map.of("GOOGLE_CLOUD_PROJECT", "p")))
                .isEqualTo(parse("--project", "p"));
    }

    @Test
    void environment_variable_separates_values_with_commas_or_white_space() {
        for (String written :
                new String[] {"a=http://a,b=http://b", "a=http://a b=http://b", " a=http://a ,\n b=http://b\n"}) {
            assertThat(CommandLine.parse(List.of(), Map.of("EMULATOR_APP_ENGINE_SERVICE", written)))
                    .isEqualTo(parse("--app-engine-service", "a=http://a", "--app-engine-service", "b=http://b"));
        }
    }

    @Test
    void american_spelling_of_colour_is_accepted() {
        assertThat(parse("--log-color", "never")).isEqualTo(parse("--log-colour", "never"));
        assertThat(CommandLine.parse(List.of(), Map.of("EMULATOR_LOG_COLOR", "never")))
                .isEqualTo(parse("--log-colour", "never"));
    }

    @Test
    void flag_overrides_its_environment_variable() {
        assertThat(CommandLine.parse(List.of("--port", "1"), Map.of("EMULATOR_PORT", "2"))
                        .settings()
                        .port())
                .isEqualTo(1);
        assertThat(CommandLine.parse(List.of("--port", "1"), Map.of("EMULATOR_PORT", "wrong"))
                        .settings()
                        .port())
                .isEqualTo(1);
    }

    @Test
    void empty_environment_variable_is_ignored() {
        assertThat(CommandLine.parse(List.of(), Map.of("EMULATOR_PORT", ""))).isEqualTo(CommandLine.DEFAULT);
    }

    @Test
    void help_and_version_work_despite_other_mistakes() {
        assertThat(parse("--port", "wrong", "--help").action()).isEqualTo(Action.HELP);
        assertThat(parse("--version").action()).isEqualTo(Action.VERSION);
    }

    /** Each row is a command line and its error message. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
      --prot 8123 | There is no flag --prot, did you mean --port?
      --prot=8123 | There is no flag --prot, did you mean --port?
      -prot 8123 | There is no flag -prot, did you mean --port?
      -port | --port needs a value.
      -host -port 1 | --host needs a value.
      -port=x | --port must be a number from 0 to 65535, not "x".
      --port 1 -port 2 | --port can be given only once.
      --queue-name-resue=1s | There is no flag --queue-name-resue, did you mean --queue-name-reuse?
      --foo | There is no flag --foo, see --help.
      --frobnicate-everything | There is no flag --frobnicate-everything, see --help.
      start | Every setting is a flag, "start" is none; see --help.
      --port | --port needs a value.
      --port --host x | --port needs a value.
      --port 1 --port 2 | --port can be given only once.
      --port 65536 | --port must be a number from 0 to 65535, not "65536".
      --port -1 | --port must be a number from 0 to 65535, not "-1".
      --port= | --port must be a number from 0 to 65535, not "".
      --host a/b | --host must be a host name or an IP address, not "a/b".
      --queue a,max-attempts=x | --queue must be a queue whose max-attempts is a whole number, not "a,max-attempts=x".
      --queue-yaml= | --queue-yaml must be the path of a file, not "".
      --project a/b | --project must be a project id of letters, digits, hyphens, dots and colons, not "a/b".
      --project - | --project must be a project id of letters, digits, hyphens, dots and colons, not "-".
      --project .. | --project must be a project id of letters, digits, hyphens, dots and colons, not "..".
      --location - | --location must be a location id such as us-central1, of letters, digits and hyphens, not "-".
      --location a.b | --location must be a location id such as us-central1, of letters, digits and hyphens, not "a.b".
      --tls-self-signed= | --tls-self-signed must be the path of a file, not "".
      --tls-name a/b | --tls-name must be a host name or an IP address, not "a/b".
      --tls-port 65536 | --tls-port must be a number from 0 to 65535, not "65536".
      --tls-self-signed a --tls-cert b --tls-key c | --tls-self-signed excludes --tls-cert and --tls-key: generate a certificate or give your own.
      --tls-self-signed a --tls-key c | --tls-self-signed excludes --tls-cert and --tls-key: generate a certificate or give your own.
      --tls-cert b | --tls-cert needs the private key of the certificate: add --tls-key.
      --tls-key c | --tls-key needs the certificate of the private key: add --tls-cert.
      --tls-name a | --tls-name needs a generated certificate: add --tls-self-signed.
      --tls-cert b --tls-key c --tls-name a | --tls-name needs a generated certificate: add --tls-self-signed.
      --tls-port 443 | --tls-port needs a certificate: add --tls-self-signed, or --tls-cert and --tls-key.
      --port 443 --tls-self-signed a --tls-port 443 | --tls-port is the same as --port, which accepts TLS too: remove it or choose another port.
      --allow-origin * | --allow-origin must be the origin of a web page without a path, such as http://localhost:5173 or chrome-extension://ID, not "*".
      --allow-origin localhost:5173 | --allow-origin must be the origin of a web page without a path, such as http://localhost:5173 or chrome-extension://ID, not "localhost:5173".
      --allow-origin http://localhost:5173/ | --allow-origin must be the origin of a web page without a path, such as http://localhost:5173 or chrome-extension://ID, not "http://localhost:5173/".
      --allow-origin http://u@a | --allow-origin must be the origin of a web page without a path, such as http://localhost:5173 or chrome-extension://ID, not "http://u@a".
      --allow-origin http://a:65536 | --allow-origin must be the origin of a web page without a path, such as http://localhost:5173 or chrome-extension://ID, not "http://a:65536".
      --allow-origin= | --allow-origin must be the origin of a web page without a path, such as http://localhost:5173 or chrome-extension://ID, not "".
      --allow-host * | --allow-host must be a host name without scheme and port, such as tasks.example.com, or *.example.com for all names below, not "*".
      --allow-host http://a | --allow-host must be a host name without scheme and port, such as tasks.example.com, or *.example.com for all names below, not "http://a".
      --allow-host a.b:80 | --allow-host must be a host name without scheme and port, such as tasks.example.com, or *.example.com for all names below, not "a.b:80".
      --allow-host a.*.b | --allow-host must be a host name without scheme and port, such as tasks.example.com, or *.example.com for all names below, not "a.*.b".
      --allow-host *.com | --allow-host must be a domain with at least two labels after the star, such as *.example.com, because anybody can own a name below a shorter one, not "*.com".
      --allow-host *.1.2.3.4 | --allow-host must be a domain with at least two labels after the star, such as *.example.com, because anybody can own a name below a shorter one, not "*.1.2.3.4".
      --allow-host= | --allow-host must be a host name without scheme and port, such as tasks.example.com, or *.example.com for all names below, not "".
      --app-engine-url localhost:8080 | --app-engine-url must be a URL such as http://localhost:8080, not "localhost:8080".
      --app-engine-url http://:80 | --app-engine-url must be a URL such as http://localhost:8080, not "http://:80".
      --app-engine-url http://a:65536 | --app-engine-url must be a URL such as http://localhost:8080, not "http://a:65536".
      --app-engine-url http://a:0 | --app-engine-url must be a URL such as http://localhost:8080, not "http://a:0".
      --app-engine-url http://a?b | --app-engine-url must be a URL such as http://localhost:8080, not "http://a?b".
      --app-engine-url http://a#b | --app-engine-url must be a URL such as http://localhost:8080, not "http://a#b".
      --app-engine-url http:// | --app-engine-url must be a URL such as http://localhost:8080, not "http://".
      --app-engine-url http://a:99999 | --app-engine-url must be a URL such as http://localhost:8080, not "http://a:99999".
      --app-engine-url http://a:0 | --app-engine-url must be a URL such as http://localhost:8080, not "http://a:0".
      --app-engine-url http://a?b | --app-engine-url must be a URL such as http://localhost:8080, not "http://a?b".
      --app-engine-service a | --app-engine-service must be a service name and its URL, such as worker=http://localhost:8081, not "a".
      --app-engine-service =http://a | --app-engine-service must be a service name and its URL, such as worker=http://localhost:8081, not "=http://a".
      --rewrite-target http://a | --rewrite-target must be two URLs such as http://localhost=http://host.docker.internal (it has no =http:// or =https://), not "http://a".
      --rewrite-target a=http://b | --rewrite-target must be two URLs such as http://localhost=http://host.docker.internal (the url "a" does not start with http:// or https://), not "a=http://b".
      --rewrite-target http://a=b:80 | --rewrite-target must be two URLs such as http://localhost=http://host.docker.internal (it has no =http:// or =https://), not "http://a=b:80".
      --rewrite-target http://a=http://u@b | --rewrite-target must be two URLs such as http://localhost=http://host.docker.internal ("http://u@b" is more than scheme, host, port and path), not "http://a=http://u@b".
      --rewrite-target http://a=http://b --rewrite-target http://A/=http://c | --rewrite-target must be two URLs such as http://localhost=http://host.docker.internal (there is another one for http://a), not "http://A/=http://c".
      --ca-file nowhere.pem | --ca-file must be a PEM file with certificates (there is no such file), not "nowhere.pem".
      --ca-file src | --ca-file must be a PEM file with certificates (it is a directory), not "src".
      --ca-file /dev/zero | --ca-file must be a PEM file with certificates (it is larger than 4 MiB), not "/dev/zero".
      --ca-file pom.xml | --ca-file must be a PEM file with certificates (there is no certificate in PEM in it), not "pom.xml".
      --ca-file= | --ca-file must be the path of a file, not "".
      --insecure-skip-tls-verify=yes | --insecure-skip-tls-verify must be true or false, not "yes".
      --openid-issuer accounts.google.com | --openid-issuer must be a URL such as http://localhost:8080, not "accounts.google.com".
      --openid-key nowhere.pem | --openid-key must be a PEM file with an RSA private key (there is no such file), not "nowhere.pem".
      --openid-key src | --openid-key must be a PEM file with an RSA private key (it is a directory), not "src".
      --openid-key /dev/zero | --openid-key must be a PEM file with an RSA private key (it is larger than 64 KiB), not "/dev/zero".
      --openid-key pom.xml | --openid-key must be a PEM file with an RSA private key (it is no PEM file), not "pom.xml".
      --openid-key= | --openid-key must be the path of a file, not "".
      --strict=maybe | --strict must be true or false, not "maybe".
      --queue-name-reuse 5 | --queue-name-reuse must be a duration of up to 3650 days such as 90s, 10m, 1h30m or 7d, not "5".
      --task-name-reuse -5s | --task-name-reuse must be a duration of up to 3650 days such as 90s, 10m, 1h30m or 7d, not "-5s".
      --task-name-reuse 3651d | --task-name-reuse must be a duration of up to 3650 days such as 90s, 10m, 1h30m or 7d, not "3651d".
      --kept-task-bytes 64MB | --kept-task-bytes must be a size such as 64MiB, 500KiB or 1000000, not "64MB".
      --lease-calls-per-second ten | --lease-calls-per-second must be a number from 0 to 1000000, not "ten".
      --hard-reset-on-purge-queue=yes | --hard-reset-on-purge-queue must be true or false, not "yes".
      --hard-reset-on-purge-queue= | --hard-reset-on-purge-queue must be true or false, not "".
      --hard-reset-on-purge-queue no | Every setting is a flag, "no" is none; see --help.
      --hard-reset-on-purge-queue --hard-reset-on-purge-queue=false | --hard-reset-on-purge-queue can be given only once.
      --port --hard-reset-on-purge-queue | --port needs a value.
      --log-format xml | --log-format must be text or json, not "xml".
      --log-color on | --log-colour must be auto, always or never, not "on".
      --log-level loud | --log-level must be error, warn, info, debug or trace, not "loud".
      --help=5 | --help takes no value.
      """)
    void invalid_flag_is_rejected_with_one_line(String commandLine, String sentence) {
        assertThatThrownBy(() -> parse(commandLine.split(" ")))
                .isInstanceOf(UsageException.class)
                .hasMessage(sentence);
    }

    @Test
    void key_file_with_other_content_is_rejected_with_its_content_type(@TempDir Path directory) throws IOException {
        Path certificate = Files.writeString(
                directory.resolve("cert.pem"), SigningKey.builtIn().certificatePem());

        assertThatThrownBy(() -> parse("--openid-key", certificate.toString()))
                .isInstanceOf(UsageException.class)
                .hasMessage(
                        "--openid-key must be a PEM file with an RSA private key (it holds a certificate), not \"%s\".",
                        certificate);
    }

    @Test
    void invalid_environment_variable_is_named() {
        assertThatThrownBy(() -> CommandLine.parse(List.of(), Map.of("EMULATOR_PORT", "x")))
                .isInstanceOf(UsageException.class)
                .hasMessage("EMULATOR_PORT must be a number from 0 to 65535, not \"x\".");
        assertThatThrownBy(() -> CommandLine.parse(List.of(), Map.of("EMULATOR_APP_ENGINE_SERVICE", "a=http://a,b")))
                .hasMessageStartingWith("EMULATOR_APP_ENGINE_SERVICE must be ")
                .hasMessageEndingWith(", not \"b\".");
    }

    @ParameterizedTest
    @CsvSource({
        "0,PT0S",
        "0s,PT0S",
        "90s,PT1M30S",
        "10m,PT10M",
        "1h,PT1H",
        "7d,PT168H",
        "1h30m,PT1H30M",
        "1d2h3m4s,PT26H3M4S",
        "0.1s,PT0.1S",
        "1m0.000000001s,PT1M0.000000001S",
        "3650d,PT87600H",
        "PT0.5S,PT0.5S",
        "P1D,PT24H"
    })
    void durations_are_accepted_in_several_formats(String text, Duration duration) {
        assertThat(parse("--task-name-reuse", text).settings().limits().taskNameReuse())
                .isEqualTo(duration);
    }

    /** To update the page, run this test with {@code -Dconfiguration.write=true}. */
    @Test
    void configuration_page_lists_every_setting() throws IOException {
        Path page = Path.of("..", "docs", "configuration.md");
        if (Boolean.getBoolean("configuration.write")) {
            String table = Matcher.quoteReplacement(settingsTable());
            Files.writeString(
                    page, Files.readString(page).replaceFirst("\\| flag \\| environment (?:\\|.*\\n)+", table));
        }
        assertThat(Files.readString(page)).contains("\n\n" + settingsTable() + "\n");
    }

    private static String settingsTable() {
        StringBuilder table = new StringBuilder("| flag | environment | default | what it does |\n|---|---|---|---|\n");
        for (Setting option : SettingsTable.ROWS) {
            table.append("| %s | %s | %s | %s |\n"
                    .formatted(
                            code((option.flag() + " " + option.label()).strip()),
                            String.join(
                                    " or ",
                                    option.variables().stream()
                                            .map(CommandLineTest::code)
                                            .toList()),
                            code(option.defaultValue()),
                            option.help()));
        }
        return table.toString();
    }

    private static String code(String text) {
        return text.isEmpty() ? "" : "`" + text + "`";
    }

    private static CommandLine parse(String... arguments) {
        return CommandLine.parse(List.of(arguments), Map.of());
    }
}
