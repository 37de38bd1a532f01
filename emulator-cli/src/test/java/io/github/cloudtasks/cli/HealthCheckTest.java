package io.github.cloudtasks.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.cloudtasks.emulator.CloudTasksEmulator;
import io.github.cloudtasks.server.settings.ListenAddress;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HealthCheckTest {
    private static final String JAVA = "/opt/java/bin/java";
    private static final String MAIN = "io.github.cloudtasks.cli.Main";

    @Test
    void it_asks_where_the_emulators_flags_say_that_it_listens() {
        assertThat(HealthCheck.address(List.of(JAVA, "-cp", "x", MAIN, "--port", "9000"), Map.of("EMULATOR_PORT", "1")))
                .isEqualTo(new ListenAddress("127.0.0.1", 9000));
        assertThat(HealthCheck.address(List.of("init", "--", JAVA, MAIN, "-port=9000", "-host=::"), Map.of()))
                .isEqualTo(new ListenAddress("::1", 9000));
    }

    @Test
    void what_the_flags_do_not_say_the_environment_does() {
        assertThat(HealthCheck.address(
                        List.of(JAVA, MAIN), Map.of("EMULATOR_HOST", "0.0.0.0", "EMULATOR_PORT", "9000")))
                .isEqualTo(new ListenAddress("127.0.0.1", 9000));
    }

    @Test
    void without_a_command_line_that_it_knows_the_defaults_hold() {
        assertThat(HealthCheck.address(List.of(), Map.of())).isEqualTo(new ListenAddress("127.0.0.1", 8123));
        assertThat(HealthCheck.address(List.of("sh", "--port", "1"), Map.of()))
                .isEqualTo(new ListenAddress("127.0.0.1", 8123));
    }

    @Test
    void a_port_that_the_system_chooses_cannot_be_known() {
        assertThatThrownBy(() -> HealthCheck.address(List.of(JAVA, MAIN, "--port", "0"), Map.of()))
                .hasMessage("With --port 0 the health check cannot know the port.");
    }

    @Test
    void an_emulator_that_runs_is_healthy() throws IOException {
        try (CloudTasksEmulator emulator = new CloudTasksEmulator().start()) {
            HealthCheck.check(new ListenAddress(emulator.host(), emulator.port()));
        }
    }

    @Test
    void a_port_on_which_nobody_listens_is_not() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }

        assertThatThrownBy(() -> HealthCheck.check(new ListenAddress("127.0.0.1", port)))
                .isInstanceOf(IOException.class)
                .hasMessage("No emulator answers at 127.0.0.1:" + port + ": Connection refused");
    }

    @Test
    void another_answer_than_200_is_not_healthy_either() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread answering =
                    Thread.ofPlatform().start(() -> answer(other, "HTTP/1.1 503 Service Unavailable\r\n\r\n"));

            assertThatThrownBy(() -> HealthCheck.check(new ListenAddress("127.0.0.1", other.getLocalPort())))
                    .isInstanceOf(IOException.class)
                    .hasMessageEndingWith("answered \"HTTP/1.1 503 Service Unavailable\".");
            answering.join();
        }
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
