package io.github.cloudtasks.cli.verbs;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.github.cloudtasks.server.EmulatorServer;
import io.github.cloudtasks.server.settings.CommandLine;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands against a server in this process. Standard output and error are replaced meanwhile. */
class VerbProgramTest {
    private static final String QUEUE = "projects/demo/locations/us-central1/queues/mail";

    private final PrintStream stdout = System.out;
    private final PrintStream stderr = System.err;
    private final ByteArrayOutputStream output = new ByteArrayOutputStream();
    private final ByteArrayOutputStream errors = new ByteArrayOutputStream();
    private EmulatorServer server;

    @BeforeEach
    void start() throws Exception {
        server = new EmulatorServer(CommandLine.parseSettings(List.of("--project", "demo", "--queue", "mail"))).start();
        System.setOut(new PrintStream(output, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(errors, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void stop() {
        System.setOut(stdout);
        System.setErr(stderr);
        server.close();
    }

    @Test
    void snapshots_are_saved_restored_listed_and_deleted() throws Exception {
        assertThat(run("snapshot", "list")).isZero();
        assertThat(run("snapshot", "save", "one-queue")).isZero();
        assertThat(errors.toString(StandardCharsets.UTF_8))
                .contains("There are no snapshots.", "Saved one-queue: 1 queue, 0 tasks.");
        create("a", 3600);
        errors.reset();
        assertThat(run("snapshot", "save", "one-queue")).isEqualTo(1);
        assertThat(errors.toString(StandardCharsets.UTF_8)).contains("There is a snapshot \"one-queue\" already.");
        assertThat(run("snapshot", "save", "one-task", "--replace")).isZero();
        assertThat(run("snapshot", "restore", "one-queue", "--continue-time")).isZero();
        assertThat(server.control().engine().taskCounts()).containsEntry(QUEUE, 0L);
        assertThat(run("snapshot", "restore", "one-task")).isZero();
        assertThat(server.control().engine().taskCounts()).containsEntry(QUEUE, 1L);
        output.reset();
        assertThat(run("snapshot", "list")).isZero();
        assertThat(output.toString(StandardCharsets.UTF_8))
                .hasLineCount(3)
                .startsWith("NAME ")
                .contains("one-queue ", "one-task ");
        assertThat(run("snapshot", "delete", "one-queue")).isZero();
        errors.reset();
        assertThat(run("snapshot", "delete", "one-queue")).isEqualTo(1);
        assertThat(run("snapshot", "restore", "a/b")).isEqualTo(2);
        assertThat(errors.toString(StandardCharsets.UTF_8))
                .contains("There is no snapshot \"one-queue\". There are: one-task.", "It cannot be \"a/b\"");
    }

    @Test
    void attempts_and_replays_are_printed() throws Exception {
        create("a", 1);
        awaitAttempts("a");
        create("b", 1);
        awaitAttempts("b");

        assertThat(run("attempts", "--failed", "--queue", "mail")).isZero();
        assertThat(output.toString(StandardCharsets.UTF_8))
                .startsWith("TIME ")
                .contains("mail/a ", "mail/b ", "refused");
        output.reset();
        assertThat(run("attempts", "--last", "1", "--json")).isZero();
        assertThat(output.toString(StandardCharsets.UTF_8)).hasLineCount(1).startsWith("{\"serial\":");
        output.reset();
        assertThat(run("replay", "mail/a")).isZero();
        assertThat(output.toString(StandardCharsets.UTF_8))
                .startsWith("mail/a -> mail/")
                .hasLineCount(1);
        assertThat(run("replay", "--state", "waiting,running", "--name", "/tasks/b"))
                .isZero();
        assertThat(errors.toString(StandardCharsets.UTF_8)).isEqualTo("Replayed 1 task.\n");
    }

    @Test
    void time_is_changed_and_printed() {
        assertThat(run("time", "freeze")).isZero();
        assertThat(run("time", "advance", "1h")).isZero();
        assertThat(run("time", "resume")).isZero();
        assertThat(run("time")).isZero();
        assertThat(output.toString(StandardCharsets.UTF_8).lines().toList())
                .hasSize(4)
                .satisfies(lines -> {
                    assertThat(lines.get(1)).endsWith(" (frozen)");
                    assertThat(lines.get(3)).matches("\\d{4}-.*Z");
                });
    }

    @Test
    void exported_state_is_imported_after_a_reset(@TempDir Path directory) throws Exception {
        create("a", 1);
        String file = directory.resolve("state.json").toString();

        assertThat(run("state", "export", file)).isZero();
        assertThat(run("reset")).isZero();
        assertThat(run("state", "import", file)).isZero();
        assertThat(run("state", "export")).isZero();

        assertThat(output.toString(StandardCharsets.UTF_8)).contains(QUEUE + "/tasks/a");
        assertThat(directory).isDirectoryContaining(found -> found.endsWith("state.json"));
        assertThat(directory).isDirectoryNotContaining(found -> found.toString().endsWith(".part"));
    }

    @Test
    void mistakes_are_one_sentence_and_exit_code_2() {
        assertMistake("There is no command \"frobnicate\". The commands are ", "frobnicate");
        assertMistake("Unknown option: '--nonsense'. See emulator attempts --help.", "attempts", "--nonsense");
        assertMistake("Name the tasks, or choose them with a filter", "replay");
        assertMistake("Give --failed or --state, not both.", "replay", "--failed", "--state", "waiting");
        assertMistake("by must be a duration", "time", "advance", "soon");
        assertMistake("Write the command after --", "exec", "pytest");
        assertMistake("With --connect, no emulator is started that --project", "exec", "--project", "p", "--", "true");
    }

    @Test
    void failures_are_one_sentence_and_exit_code_1() throws Exception {
        assertThat(run("replay", "nothing")).isEqualTo(1);
        assertThat(run("attempts", "--queue", "nothing")).isEqualTo(1);
        assertThat(run("state", "import", "/nowhere/state.json")).isEqualTo(1);
        assertThat(errors.toString(StandardCharsets.UTF_8).lines())
                .containsExactly(
                        "There is no task \"nothing\".",
                        "There is no queue \"nothing\".",
                        "Cannot read /nowhere/state.json. Give a file that state export has written.");
    }

    @Test
    void directory_that_cannot_be_written_is_named_with_the_reason(@TempDir Path directory) throws Exception {
        Path file = Files.createFile(directory.resolve("file"));

        assertThat(run("env", "--directory", file.toString())).isEqualTo(1);
        assertThat(errors.toString(StandardCharsets.UTF_8))
                .contains("Cannot write " + file + ": " + file + " is no directory.\n");
    }

    @Test
    void address_of_nothing_and_of_another_server_is_explained() throws Exception {
        HttpServer stranger = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        stranger.createContext("/", exchange -> {
            exchange.sendResponseHeaders(404, -1);
            exchange.close();
        });
        stranger.start();
        String address = "127.0.0.1:" + stranger.getAddress().getPort();

        assertThat(VerbProgram.run(List.of("reset", "--connect", address))).isEqualTo(1);
        stranger.stop(0);
        assertThat(VerbProgram.run(List.of("reset", "--connect", address))).isEqualTo(1);

        assertThat(errors.toString(StandardCharsets.UTF_8).lines())
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("The server on " + address + " is not this emulator"),
                        line -> assertThat(line).startsWith("No emulator listens on " + address + ". "));
    }

    @Test
    void doctor_finds_the_target_that_refuses_connections() throws Exception {
        assertThat(run("doctor")).isZero();
        create("a", 1);
        call("POST", "/emulator/v1/time/freeze", "{}");
        awaitAttempts("a");

        assertThat(run("doctor", "--json")).isEqualTo(1);
        assertThat(output.toString(StandardCharsets.UTF_8)).contains("Nothing listens there", "The time is frozen");
    }

    @Test
    void every_command_has_a_help_text() {
        for (Verb verb : Verb.values()) {
            output.reset();
            assertThat(VerbProgram.run(List.of("help", verb.verb()))).isZero();
            assertThat(output.toString(StandardCharsets.UTF_8))
                    .startsWith("Usage: emulator " + verb.verb())
                    .containsIgnoringCase(verb.description());
        }
    }

    @Test
    void completion_scripts_have_commands_and_flags() {
        for (String shell : List.of("bash", "zsh", "fish")) {
            output.reset();
            assertThat(VerbProgram.run(List.of("completion", shell))).isZero();
            assertThat(output.toString(StandardCharsets.UTF_8))
                    .contains("attempts", "follow", "tls-self-signed", "cloud-tasks-emulator");
        }
    }

    private void assertMistake(String message, String... arguments) {
        errors.reset();
        assertThat(run(arguments)).as(message).isEqualTo(2);
        assertThat(errors.toString(StandardCharsets.UTF_8)).startsWith(message).hasLineCount(1);
    }

    /** Runs a command with the address of the server, before a command that follows. */
    private int run(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        int end = all.indexOf("--");
        all.addAll(end < 0 ? all.size() : end, List.of("--connect", "127.0.0.1:" + server.port()));
        return VerbProgram.run(all);
    }

    private void create(String id, int port) throws Exception {
        call(
                "POST",
                "/v2/" + QUEUE + "/tasks",
                "{\"task\": {\"name\": \"%s/tasks/%s\", \"httpRequest\": {\"url\": \"http://localhost:%d/x\"}}}"
                        .formatted(QUEUE, id, port));
    }

    private void awaitAttempts(String id) throws Exception {
        call("GET", "/emulator/v1/attempts?timeout=20s&task=" + QUEUE + "/tasks/" + id, "");
    }

    private void call(String method, String path, String body) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                    .method(method, BodyPublishers.ofString(body))
                    .build();
            assertThat(client.send(request, BodyHandlers.ofString()).statusCode())
                    .isEqualTo(200);
        }
    }
}
