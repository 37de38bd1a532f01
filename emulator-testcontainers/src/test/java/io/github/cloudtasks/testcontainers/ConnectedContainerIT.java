package io.github.cloudtasks.testcontainers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.testcontainers.containers.ContainerLaunchException;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.startupcheck.OneShotStartupCheckStrategy;
import org.testcontainers.utility.MountableFile;

/** Unmodified clients in other containers. */
class ConnectedContainerIT {
    /** Also the image with which docker/build makes the emulator's. */
    private static final String JAVA_IMAGE = "eclipse-temurin:25-jdk-noble";

    private static final String SYSTEM_ROOTS = "/etc/ssl/certs/ca-certificates.crt";

    private static CloudTasksEmulatorContainer emulator() {
        return Image.container().withFlags("--project", "demo").withQueue("mail,max-attempts=1");
    }

    /** Returns a container that runs the application with the class path of this test. */
    private static GenericContainer<?> application() {
        GenericContainer<?> app = new GenericContainer<>(JAVA_IMAGE)
                .withCommand("java", "-cp", "/app/classes:/app/lib/*", UnmodifiedApp.class.getName())
                .withStartupCheckStrategy(new OneShotStartupCheckStrategy().withTimeout(Duration.ofMinutes(2)));
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            Path path = Path.of(entry);
            boolean isJar = entry.endsWith(".jar");
            if (isJar || entry.endsWith("test-classes")) {
                app.withCopyFileToContainer(
                        MountableFile.forHostPath(path), isJar ? "/app/lib/" + path.getFileName() : "/app/classes");
            }
        }
        return app;
    }

    @Test
    void application_creates_a_task_with_a_client_without_arguments() {
        try (CloudTasksEmulatorContainer emulator = emulator();
                GenericContainer<?> app = emulator.connect(application())
                        .withEnv("JAVA_TOOL_OPTIONS", "-Dmine=1")
                        .withEnv("NO_PROXY", "db.example")) {
            app.start();

            assertThat(app.getLogs()).contains("-Dmine=1 -Dhttps.proxyHost=", "created projects/demo/");
            emulator.awaitIdle(Duration.ofSeconds(20));
            assertThat(emulator.getAttempts()).contains("http://localhost:1/x");
        }
    }

    @Test
    void trust_bundle_has_the_roots_of_the_container_and_public_ones() throws Exception {
        try (Network network = Network.newNetwork();
                CloudTasksEmulatorContainer emulator =
                        emulator().withProxy().withNetwork(network).withNetworkAliases("cloud_tasks", "tasks")) {
            emulator.start();
            try (GenericContainer<?> app =
                    emulator.connect(new GenericContainer<>(JAVA_IMAGE)).withCommand("sleep", "600")) {
                app.start();

                String bundle = read(app, ConnectedContainer.DIRECTORY + "/roots.pem");
                String own = read(app, SYSTEM_ROOTS);
                assertThat(count(bundle)).isGreaterThan(count(own)).isGreaterThan(100);
                assertThat(bundle).startsWith(own.substring(own.indexOf("-----BEGIN"), own.indexOf("-----END")));
                assertThat(app.execInContainer("sh", "-c", "echo $HTTPS_PROXY $NO_PROXY")
                                .getStdout())
                        .startsWith("http://tasks:8123 localhost,")
                        .contains(",tasks");
            }
        }
    }

    @Test
    void emulator_without_proxy_is_reported_when_the_container_starts() {
        try (Network network = Network.newNetwork();
                CloudTasksEmulatorContainer emulator = emulator().withNetwork(network)) {
            emulator.start();
            GenericContainer<?> app = emulator.connect(new GenericContainer<>(JAVA_IMAGE));

            assertThatThrownBy(app::start)
                    .isInstanceOf(ContainerLaunchException.class)
                    .hasStackTraceContaining("The emulator was started without --proxy");
        }
    }

    private static String read(GenericContainer<?> container, String file) {
        return container.copyFileFromContainer(
                file, content -> new String(content.readAllBytes(), StandardCharsets.US_ASCII));
    }

    private static int count(String pem) {
        return List.of(pem.split("-----BEGIN CERTIFICATE-----", -1)).size() - 1;
    }
}
