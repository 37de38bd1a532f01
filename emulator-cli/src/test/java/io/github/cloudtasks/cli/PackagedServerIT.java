package io.github.cloudtasks.cli;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.github.cloudtasks.server.port.HostLookup;
import io.github.cloudtasks.server.port.RawConnection;
import io.github.cloudtasks.server.settings.ListenAddress;
import io.github.cloudtasks.server.tls.TlsClients;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
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
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged server as a user's shell sees it: {@code target/emulator.jar} in a process of its own. */
class PackagedServerIT {
    private static final Pattern READY =
            Pattern.compile("Cloud Tasks emulator ready on http://127\\.0\\.0\\.1:(\\d+) \\(gRPC and REST\\)");

    /** Other environment variables that the server reads. */
    private static final Set<String> OTHERS = Set.of("APP_ENGINE_EMULATOR_HOST", "GOOGLE_CLOUD_PROJECT");

    private static final Pattern WITH_TLS =
            Pattern.compile("With TLS on https://127\\.0\\.0\\.1:(\\d+) and https://127\\.0\\.0\\.1:(\\d+)");

    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void endWhatWasStarted() {
        started.forEach(Process::destroyForcibly);
    }

    @Test
    void ready_line_is_printed_when_the_server_accepts_requests() throws Exception {
        Process server = start("--port", "0");
        BufferedReader stdout = server.inputReader(StandardCharsets.UTF_8);
        Matcher ready = READY.matcher(stdout.readLine());
        assertThat(ready.matches()).isTrue();

        try (RawConnection client = new RawConnection(Integer.parseInt(ready.group(1)))) {
            client.send(RawConnection.ascii("GET / HTTP/1.1\r\nhost: x\r\n\r\n"));
            assertThat(new String(client.read(8), StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1");
        }
        List<String> log = logOfStart(server);
        server.toHandle().destroy();

        assertThat(server.waitFor()).as("SIGTERM").isEqualTo(143);
        assertThat(stdout.readLine()).as("a second line").isNull();
        assertThat(stderr(server)).as("more in the log").isEmpty();
        String address = "127.0.0.1:" + ready.group(1);
        assertThat(log)
                .map(PackagedServerIT::withoutTime)
                .containsExactly(
                        "INFO  Console: http://" + address + " in a browser",
                        "INFO  gRPC clients: a plaintext channel to " + address + ", in Python grpc.insecure_channel(\""
                                + address + "\")",
                        "INFO  REST clients: curl http://" + address
                                + "/v2/projects/demo/locations/us-central1/queues");
    }

    /** Returns the lines of the log up to the last one that is written at the start. */
    private static List<String> logOfStart(Process server) throws IOException {
        List<String> lines = new ArrayList<>();
        BufferedReader log = server.errorReader(StandardCharsets.UTF_8);
        for (String line = log.readLine(); line != null; line = log.readLine()) {
            lines.add(line);
            if (line.contains("REST clients")) {
                return lines;
            }
        }
        throw new AssertionError("The log ended: " + lines);
    }

    private static String withoutTime(String line) {
        assertThat(line).matches("\\d\\d:\\d\\d:\\d\\d\\.\\d{3} .*");
        return line.substring("12:34:56.789 ".length());
    }

    @Test
    void log_of_warnings_does_not_have_the_lines_for_clients() throws Exception {
        Process server = start("--port", "0", "--log-level", "warn");

        assertThat(server.inputReader(StandardCharsets.UTF_8).readLine()).matches(READY);
        server.toHandle().destroy();
        server.waitFor();
        assertThat(stderr(server)).isEmpty();
    }

    @Test
    void log_in_json_has_one_object_a_line() throws Exception {
        String queue = "projects/p/locations/l/queues/q";
        Process server = start("--port", "0", "--queue", queue, "--log-format", "json", "--log-colour", "always");

        assertThat(server.inputReader(StandardCharsets.UTF_8).readLine()).matches(READY);
        List<JsonNode> lines = new ArrayList<>();
        for (String line : logOfStart(server)) {
            lines.add(new ObjectMapper().readTree(line));
        }
        assertThat(lines).hasSize(4);
        assertThat(lines.getFirst().get("message").textValue()).isEqualTo("p/l/q created");
        assertThat(lines.getFirst().get("queue").textValue()).isEqualTo(queue);
        assertThat(lines.getLast().get("message").textValue()).startsWith("REST clients: curl http://127.0.0.1:");
    }

    @Test
    void colours_are_written_only_when_asked_for_because_stderr_is_a_pipe() throws Exception {
        for (String when : List.of("auto", "always", "never")) {
            Process server = start("--port", "0", "--log-colour", when);

            assertThat(logOfStart(server).getFirst().contains("\u001b[32mINFO\u001b[0m"))
                    .as(when)
                    .isEqualTo(when.equals("always"));
            server.toHandle().destroy();
        }
    }

    /** The library that reads IP addresses logs when it is first used. */
    @Test
    void flags_with_ip_addresses_log_nothing_to_stdout() throws Exception {
        Process server = start(
                "--port",
                "0",
                "--rewrite-target",
                "http://[::2]=http://localhost",
                "--app-engine-url",
                "http://[::1]:8080");

        assertThat(server.inputReader(StandardCharsets.UTF_8).readLine()).matches(READY);
        assertThat(logOfStart(server)).hasSize(3);
        server.toHandle().destroy();
        server.waitFor();
        assertThat(server.inputReader(StandardCharsets.UTF_8).readLine()).isNull();
    }

    @Test
    void tls_addresses_are_printed_in_a_second_line(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("ca.pem");
        Process server = start("--port", "0", "--tls-self-signed", file.toString(), "--tls-port", "0");
        BufferedReader stdout = server.inputReader(StandardCharsets.UTF_8);

        assertThat(stdout.readLine()).matches(READY);
        assertThat(file).as("written before the first line").isRegularFile();
        Matcher tls = WITH_TLS.matcher(stdout.readLine());
        assertThat(tls.matches()).isTrue();
        for (int i = 1; i <= 2; i++) {
            int port = Integer.parseInt(tls.group(i));
            new TlsClients(file).connect(port, "cloudtasks.googleapis.com").close();
        }
    }

    /** Names as Swarm and compose make them. Java's own server would end the handshake (RFC 6066, section 3). */
    @Test
    void any_server_name_can_be_indicated_over_tls(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("ca.pem");
        Process server = start(
                "--port",
                "0",
                "--tls-self-signed",
                file.toString(),
                "--tls-name",
                "stack_tasks",
                "--tls-name",
                "tasks");
        Matcher ready = READY.matcher(server.inputReader(StandardCharsets.UTF_8).readLine());
        assertThat(ready.matches()).isTrue();
        int port = Integer.parseInt(ready.group(1));

        for (String name : List.of("stack_tasks", "tasks", "_", "a_b.c_d", "-a-", "TASKS", "127.0.0.1", "tasks.")) {
            SSLSocket client = new TlsClients(file).connectIndicating(port, name.getBytes(StandardCharsets.UTF_8));
            client.getOutputStream().write(RawConnection.ascii("GET / HTTP/1.1\r\nhost: localhost\r\n\r\n"));
            assertThat(new String(client.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
                    .as(name)
                    .isEqualTo("HTTP/1.1 200");
            client.close();
        }
    }

    @Test
    void default_host_is_both_loopback_addresses() throws Exception {
        for (String[] flags :
                List.of(new String[] {"--port", "0"}, new String[] {"--port", "0", "--host", "localhost"})) {
            Process server = start(flags);
            Matcher ready =
                    READY.matcher(server.inputReader(StandardCharsets.UTF_8).readLine());
            assertThat(ready.matches()).isTrue();

            for (InetAddress address : HostLookup.SYSTEM.addresses(new ListenAddress("localhost", 0))) {
                try (RawConnection client = new RawConnection(address, Integer.parseInt(ready.group(1)))) {
                    client.send(RawConnection.ascii("GET / HTTP/1.1\r\nhost: localhost\r\n\r\n"));
                    assertThat(new String(client.read(12), StandardCharsets.US_ASCII))
                            .isEqualTo("HTTP/1.1 200");
                }
            }
        }
    }

    @Test
    void endless_file_is_one_line_and_exit_code_2() throws Exception {
        String certificate = Path.of("..", "pom.xml").toString(); // not read: the other file is refused first
        for (List<String> flags : List.of(
                List.of("--queues-file", "/dev/zero"),
                List.of("--queue-yaml", "/dev/zero", "--project", "p"),
                List.of("--tls-cert", "/dev/zero", "--tls-key", certificate),
                List.of("--ca-file", "/dev/zero"),
                List.of("--openid-key", "/dev/zero"))) {
            List<String> arguments = new ArrayList<>(List.of("--port", "0"));
            arguments.addAll(flags);
            Process server = start(arguments.toArray(String[]::new));

            assertThat(server.waitFor()).as(flags.toString()).isEqualTo(2);
            assertThat(stderr(server))
                    .as(flags.toString())
                    .contains("/dev/zero", "it is larger than ")
                    .hasLineCount(1);
        }
    }

    /** The JVM raises its own limit to the hard one, so both are set. */
    @Test
    void limit_of_open_files_is_logged_once_and_overcome() throws Exception {
        List<String> java = command("--port", "0", "--log-level", "warn");
        Process server = start(List.of("sh", "-c", "ulimit -n 200; exec \"$@\"", "sh"), java);
        Matcher ready = READY.matcher(server.inputReader(StandardCharsets.UTF_8).readLine());
        assertThat(ready.matches()).isTrue();
        int port = Integer.parseInt(ready.group(1));

        List<RawConnection> clients = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            clients.add(new RawConnection(port));
        }
        String line = server.errorReader(StandardCharsets.UTF_8).readLine();
        for (RawConnection client : clients) {
            client.close();
        }

        assertThat(line).contains("Too many open files", "ulimit -n");
        try (RawConnection client = new RawConnection(port)) {
            client.send(RawConnection.ascii("GET / HTTP/1.1\r\nhost: localhost\r\n\r\n"));
            assertThat(new String(client.read(12), StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 200");
        }
        server.toHandle().destroy();
        server.waitFor();
        assertThat(server.errorReader(StandardCharsets.UTF_8).readLine())
                .as("logged again")
                .isNull();
    }

    @Test
    void invalid_certificate_is_one_line_and_exit_code_2() throws Exception {
        Process unreadable = start("--port", "0", "--tls-cert", "nowhere.pem", "--tls-key", "nowhere.pem");
        Process unwritable = start("--port", "0", "--tls-self-signed", "nowhere/ca.pem");

        assertThat(unreadable.waitFor()).isEqualTo(2);
        assertThat(stderr(unreadable)).isEqualTo("--tls-cert: there is no file nowhere.pem.\n");
        assertThat(unwritable.waitFor()).isEqualTo(2);
        assertThat(stderr(unwritable))
                .isEqualTo("--tls-self-signed: cannot write nowhere/ca.pem: there is no such directory.\n");
        assertThat(unwritable.inputReader().readLine()).isNull();
    }

    @Test
    void invalid_flag_is_one_line_and_exit_code_2() throws Exception {
        Process server = start("--prot", "0");

        assertThat(server.waitFor()).isEqualTo(2);
        assertThat(stderr(server)).isEqualTo("There is no flag --prot, did you mean --port?\n");
        assertThat(server.inputReader().readLine()).isNull();
    }

    /** Variables as in a compose file that was written for another emulator, and settings from files. */
    @Test
    void initial_queues_exist_when_the_ready_line_is_printed(@TempDir Path directory) throws Exception {
        Path yaml = Files.writeString(directory.resolve("queue.yaml"), "queue: [{name: b, rate: 5/s}]");
        Path json =
                Files.writeString(directory.resolve("q.json"), "[{\"name\": \"projects/p/locations/here/queues/c\"}]");

        Process server = start(
                "-host",
                "127.0.0.1",
                "-port",
                "0",
                "-queue",
                "projects/p/locations/here/queues/a,max-attempts=3",
                "-hard-reset-on-purge-queue",
                "--project",
                "p",
                "--location=here",
                "--queue-yaml",
                yaml.toString(),
                "--queues-file",
                json.toString());
        Matcher ready = READY.matcher(server.inputReader(StandardCharsets.UTF_8).readLine());
        assertThat(ready.matches()).isTrue();

        try (HttpClient client = HttpClient.newHttpClient()) {
            URI queues = URI.create("http://127.0.0.1:" + ready.group(1)
                    + "/v2beta2/projects/p/locations/here/queues?fields=queues.name");
            assertThat(client.send(HttpRequest.newBuilder(queues).build(), BodyHandlers.ofString())
                            .body())
                    .containsSubsequence("here/queues/a", "here/queues/b", "here/queues/c");
        }
        assertThat(logOfStart(server))
                .map(PackagedServerIT::withoutTime)
                .contains("INFO  p/here/a created", "INFO  p/here/b created", "INFO  p/here/c created")
                .hasSize(6);
    }

    @Test
    void mistake_in_a_file_is_one_line_and_exit_code_2(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("queue.yaml"), "queue:\n- name: b\n  rate: 600/s\n");

        Process server = start("--port", "0", "--project", "p", "--queue-yaml", file.toString());

        assertThat(server.waitFor()).isEqualTo(2);
        assertThat(stderr(server))
                .isEqualTo(file + ", line 3, rate: Refill rate must not exceed 500 per second (is 600.0).\n");
        assertThat(server.inputReader().readLine()).isNull();
    }

    @Test
    void sigterm_ends_attempts_in_flight_and_starts_no_others() throws Exception {
        CountDownLatch arrived = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        HttpServer target = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        target.createContext("/", exchange -> {
            arrived.countDown();
            awaitUninterruptibly(released);
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        target.start();
        String tasks = "/v2/projects/p/locations/l/queues/q/tasks";
        String body = "{\"task\": {\"httpRequest\": {\"url\": \"http://127.0.0.1:"
                + target.getAddress().getPort() + "/\"}}}";
        try (HttpClient client = HttpClient.newHttpClient()) {
            Process server = start(
                    "--port",
                    "0",
                    "--queue",
                    "projects/p/locations/l/queues/q,max-concurrent-dispatches=1",
                    "--log-level",
                    "debug");
            Matcher ready =
                    READY.matcher(server.inputReader(StandardCharsets.UTF_8).readLine());
            assertThat(ready.matches()).isTrue();
            URI url = URI.create("http://127.0.0.1:" + ready.group(1) + tasks);
            for (int i = 0; i < 2; i++) {
                HttpRequest create = HttpRequest.newBuilder(url)
                        .POST(BodyPublishers.ofString(body))
                        .build();
                assertThat(client.send(create, BodyHandlers.discarding()).statusCode())
                        .isEqualTo(200);
            }
            assertThat(arrived.await(20, TimeUnit.SECONDS)).isTrue();

            server.toHandle().destroy();
            assertThat(server.waitFor(1, TimeUnit.SECONDS))
                    .as("ended before its attempt")
                    .isFalse();
            released.countDown();

            assertThat(server.waitFor(9, TimeUnit.SECONDS))
                    .as("ended within the time of docker stop")
                    .isTrue();
            assertThat(server.exitValue()).isEqualTo(143);
            assertThat(stderr(server)).containsOnlyOnce("attempt 1: status 200");
        } finally {
            released.countDown();
            target.stop(0);
        }
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void port_in_use_is_one_line_and_exit_code_1() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Process server = start("--port", String.valueOf(taken.getLocalPort()));

            assertThat(server.waitFor()).isEqualTo(1);
            assertThat(stderr(server))
                    .startsWith("Cannot listen on 127.0.0.1:" + taken.getLocalPort() + ": the port is in use")
                    .hasLineCount(1);
            assertThat(server.inputReader().readLine()).isNull();
        }
    }

    @Test
    void help_and_version_are_printed_on_stdout() throws Exception {
        Process help = start("--help");
        assertThat(help.inputReader().readLine()).startsWith("Usage: ");
        assertThat(help.waitFor()).isZero();

        Process version = start("--version");
        assertThat(version.inputReader().readLine()).matches("Cloud Tasks emulator \\d+\\.\\d+\\.\\d+(-SNAPSHOT)?");
        assertThat(version.waitFor()).isZero();
    }

    private Process start(String... arguments) throws IOException {
        return start(List.of(), command(arguments));
    }

    private static List<String> command(String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-jar", Path.of("target", "emulator.jar").toString()));
        command.addAll(List.of(arguments));
        return command;
    }

    private Process start(List<String> prefix, List<String> java) throws IOException {
        List<String> command = new ArrayList<>(prefix);
        command.addAll(java);
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeIf(name -> name.startsWith("EMULATOR_") || OTHERS.contains(name));
        Process process = builder.start();
        started.add(process);
        return process;
    }

    private static String stderr(Process process) {
        return process.errorReader(StandardCharsets.UTF_8)
                .lines()
                .map(line -> line + "\n")
                .collect(joining());
    }
}
