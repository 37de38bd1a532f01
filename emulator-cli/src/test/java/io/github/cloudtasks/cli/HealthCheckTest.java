package io.github.cloudtasks.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.cloudtasks.emulator.CloudTasksEmulator;
import io.github.cloudtasks.emulator.EmulatorSettings;
import io.github.cloudtasks.server.EmulatorServer;
import io.github.cloudtasks.server.port.HostLookup;
import io.github.cloudtasks.server.settings.CommandLine;
import io.github.cloudtasks.server.settings.ListenAddress;
import io.github.cloudtasks.server.settings.ServerSettings;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HealthCheckTest {
    private static final String JAVA = "/opt/java/bin/java";
    private static final String MAIN = "io.github.cloudtasks.cli.Main";

    @Test
    void address_is_taken_from_the_flags_of_the_emulator() {
        assertThat(HealthCheck.address(List.of(JAVA, "-cp", "x", MAIN, "--port", "9000"), Map.of("EMULATOR_PORT", "1")))
                .isEqualTo(address("localhost", 9000));
        assertThat(HealthCheck.address(List.of("init", "--", JAVA, MAIN, "-port=9000", "-host=::"), Map.of()))
                .isEqualTo(address("::", 9000));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "--port 9000",
                "--queue mail --port=9000 --host 0.0.0.0",
                "-host [::1] -port 9000",
                "--project port --port 9000 --location host",
                "--queue=--port --project=p",
                "--host=a.localhost. --auto-create-queues"
            })
    void address_is_that_of_the_command_line(String flags) {
        List<String> arguments = flags.isEmpty() ? List.of() : List.of(flags.split(" "));
        Map<String, String> environment = Map.of("EMULATOR_PORT", "7000", "EMULATOR_HOST", "");
        List<String> process =
                Stream.concat(Stream.of(JAVA, MAIN), arguments.stream()).toList();
        ServerSettings parsed = CommandLine.parse(arguments, environment).settings();

        assertThat(HealthCheck.address(process, environment)).isEqualTo(address(parsed.host(), parsed.port()));
    }

    @Test
    void address_is_taken_from_the_environment() {
        assertThat(HealthCheck.address(
                        List.of(JAVA, MAIN), Map.of("EMULATOR_HOST", "0.0.0.0", "EMULATOR_PORT", "9000")))
                .isEqualTo(address("0.0.0.0", 9000));
    }

    @Test
    void unknown_command_line_means_the_default_address() {
        assertThat(HealthCheck.address(List.of(), Map.of())).isEqualTo(address("localhost", 8123));
        assertThat(HealthCheck.address(List.of("sh", "--port", "1"), Map.of())).isEqualTo(address("localhost", 8123));
        assertThat(CommandLine.DEFAULT.settings().port()).isEqualTo(8123);
        assertThat(CommandLine.DEFAULT.settings().host()).isEqualTo("localhost");
        assertThat(Main.class).hasToString("class " + MAIN);
    }

    @Test
    void program_loads_few_classes() throws Exception {
        String classes = Path.of(HealthCheck.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toURI())
                .toString();
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        try (CloudTasksEmulator emulator = new CloudTasksEmulator().start()) {
            ProcessBuilder program = new ProcessBuilder(
                            java,
                            "-Xshare:off",
                            "-Xint",
                            "-Xlog:class+load",
                            "-cp",
                            classes,
                            HealthCheck.class.getName())
                    .redirectErrorStream(true);
            program.environment().put("EMULATOR_PORT", String.valueOf(emulator.port()));
            Process started = program.start();
            String log = new String(started.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            assertThat(started.waitFor()).as(log).isZero();
            assertThat(log.lines().filter(line -> line.contains(" source: ")))
                    .hasSizeBetween(300, 1000)
                    .noneMatch(line -> line.contains("java.util.regex.") || line.contains("StringConcatFactory"));
        }
    }

    @Test
    void port_0_cannot_be_checked() {
        assertThatThrownBy(() -> HealthCheck.address(List.of(JAVA, MAIN, "--port", "0"), Map.of()))
                .hasMessage("With --port 0 the health check cannot know the port.");
    }

    @Test
    void running_emulator_is_healthy() throws IOException {
        try (CloudTasksEmulator emulator = new CloudTasksEmulator().start()) {
            HealthCheck.check(address(emulator.host(), emulator.port()));
        }
    }

    @Test
    void draining_emulator_is_unhealthy() throws Exception {
        try (EmulatorServer server = new EmulatorServer(ServerSettings.DEFAULT).start()) {
            server.drain(Duration.ofSeconds(10));

            assertThatThrownBy(() -> HealthCheck.check(address(
                            server.callableAddress().host(),
                            server.callableAddress().port())))
                    .isInstanceOf(IOException.class)
                    .hasMessageEndingWith("answered \"HTTP/1.1 503 Service Unavailable\".");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "127.0.0.1", "0.0.0.0", "::"})
    void emulator_on_any_host_is_healthy(String host) throws IOException {
        EmulatorSettings settings = EmulatorSettings.builder().host(host).build();
        try (CloudTasksEmulator emulator = new CloudTasksEmulator(settings).start()) {
            HealthCheck.check(address(host, emulator.port()));
        }
    }

    @Test
    void addresses_that_the_emulator_does_not_have_are_skipped() throws IOException {
        InetAddress last =
                HostLookup.SYSTEM.addresses(new ListenAddress("localhost", 0)).getLast();
        EmulatorSettings settings =
                EmulatorSettings.builder().host(last.getHostAddress()).build();
        try (CloudTasksEmulator emulator = new CloudTasksEmulator(settings).start()) {
            HealthCheck.check(address("localhost", emulator.port()));
        }
    }

    @Test
    void closed_port_is_unhealthy() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }

        assertThatThrownBy(() -> HealthCheck.check(address("127.0.0.1", port)))
                .isInstanceOf(IOException.class)
                .hasMessage("No emulator answers at 127.0.0.1:" + port + ": Connection refused");
    }

    @Test
    void status_other_than_200_is_unhealthy() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread answering =
                    Thread.ofPlatform().start(() -> answer(other, "HTTP/1.1 503 Service Unavailable\r\n\r\n"));

            assertThatThrownBy(() -> HealthCheck.check(address("127.0.0.1", other.getLocalPort())))
                    .isInstanceOf(IOException.class)
                    .hasMessageEndingWith("answered \"HTTP/1.1 503 Service Unavailable\".");
            answering.join();
        }
    }

    private static InetSocketAddress address(String host, int port) {
        return InetSocketAddress.createUnresolved(host, port);
    }

    private static void answer(ServerSocket server, String answer) {
        try (Socket socket = server.accept()) {
            assertThat(socket.getInputStream().read()).isPositive();
            socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
            socket.shutdownOutput();
            socket.getInputStream().transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            // The check has seen enough.
        }
    }
}
