package conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.github.cloudtasks.emulator.CloudTasksEmulator;
import io.github.cloudtasks.emulator.EmulatorSettings;
import io.github.cloudtasks.junit5.EmulatedCloudTasks;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Unmodified applications in child processes, and the proxy that they use, from the packaged jar. */
class UnmodifiedTest {
  @EmulatedCloudTasks(project = "demo", queues = "mail", proxy = true)
  static CloudTasksEmulator emulator;

  @TempDir Path directory;

  @BeforeEach
  void reset() {
    emulator.reset();
  }

  /** Returns the standard output of a process that ends with the exit code 0. */
  private String outputOf(String... command) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().putAll(emulator.environment(directory));
    Process process = builder.start();
    try {
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertTrue(process.waitFor(50, TimeUnit.SECONDS));
      assertEquals(0, process.exitValue(), output);
      return output;
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void a_java_process_creates_a_task_with_a_client_without_arguments() throws Exception {
    try (Target target = new Target()) {
      String created =
          outputOf(
              Path.of(System.getProperty("java.home"), "bin", "java").toString(),
              "-cp",
              System.getProperty("java.class.path"),
              UnmodifiedApp.class.getName(),
              target.url("/work"));

      assertEquals("/work hello", target.take());
      assertEquals(created.strip(), emulator.takeAttempt(Duration.ofSeconds(10)).task().toString());
    }
  }

  @Test
  void a_python_process_creates_a_task_with_a_client_without_arguments() throws Exception {
    String python = System.getProperty("python", "");
    assumeFalse(python.isEmpty(), "conformance/run found no Python");

    assertTrue(outputOf(python, "../exec/python_grpc.py").contains("projects/demo/locations/us-central1/queues/q/tasks/a"));
  }

  @Test
  void the_ca_certificate_can_be_read() throws Exception {
    InputStream pem = new ByteArrayInputStream(emulator.caCertificate().getBytes(StandardCharsets.US_ASCII));

    X509Certificate certificate = (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(pem);

    assertTrue(certificate.getBasicConstraints() >= 0);
  }

  @Test
  void other_hosts_are_reached_through_another_proxy() throws Exception {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      CompletableFuture<String> request =
          CompletableFuture.supplyAsync(() -> accept(other, "HTTP/1.1 200 OK\r\n\r\nfrom the host"));
      EmulatorSettings settings =
          EmulatorSettings.builder()
              .proxy(true)
              .ephemeralCa(true)
              .proxyUpstream("http://127.0.0.1:" + other.getLocalPort())
              .build();
      try (CloudTasksEmulator proxy = new CloudTasksEmulator(settings).start();
          Socket client = new Socket("127.0.0.1", proxy.port())) {
        client.getOutputStream().write("CONNECT host.example:443 HTTP/1.1\r\nHost: host.example:443\r\n\r\n".getBytes());

        String response = new String(client.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);

        assertTrue(response.startsWith("HTTP/1.1 200 "), response);
        assertTrue(response.endsWith("\r\n\r\nfrom the host"), response);
        assertTrue(request.get(10, TimeUnit.SECONDS).startsWith("CONNECT host.example:443 HTTP/1."));
      }
    }
  }

  /** Answers one connection, and returns the beginning of its request. */
  private static String accept(ServerSocket server, String response) {
    try (Socket connection = server.accept()) {
      byte[] request = new byte[4096];
      int length = connection.getInputStream().read(request);
      connection.getOutputStream().write(response.getBytes(StandardCharsets.US_ASCII));
      return new String(request, 0, length, StandardCharsets.US_ASCII);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
