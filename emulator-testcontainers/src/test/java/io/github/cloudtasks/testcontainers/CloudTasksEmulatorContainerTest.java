package io.github.cloudtasks.testcontainers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.utility.DockerImageName;
import org.testcontainers.utility.MountableFile;

/** Tests of the container definition, which need no Docker. */
class CloudTasksEmulatorContainerTest {
    private final CloudTasksEmulatorContainer container = new CloudTasksEmulatorContainer("cloudtasks/emulator:latest");

    @Test
    void container_exposes_one_port_and_has_no_flags() {
        assertThat(container.getExposedPorts()).containsExactly(8123);
        assertThat(container.getCommandParts()).isEmpty();
        assertThat(container.getExtraHosts()).isEmpty();
    }

    @Test
    void settings_become_flags_in_order() {
        container
                .withQueue("projects/p/locations/us-central1/queues/a")
                .withQueue("projects/p/locations/us-central1/queues/b,max-attempts=3")
                .withAppEngineUrl("http://app:8080")
                .withAppEngineService("worker", "http://worker:8080")
                .withTargetRewrite("https://tasks.example.com", "http://app:8080")
                .withFlags("--auto-create-queues", "--log-level", "debug");

        assertThat(container.getCommandParts())
                .containsExactly(
                        "--queue",
                        "projects/p/locations/us-central1/queues/a",
                        "--queue",
                        "projects/p/locations/us-central1/queues/b,max-attempts=3",
                        "--app-engine-url",
                        "http://app:8080",
                        "--app-engine-service",
                        "worker=http://worker:8080",
                        "--rewrite-target",
                        "https://tasks.example.com=http://app:8080",
                        "--auto-create-queues",
                        "--log-level",
                        "debug");
    }

    @Test
    void command_replaces_earlier_flags_and_later_flags_are_appended() {
        container.withFlags("--strict").withCommand("--log-level", "debug").withFlags("--auto-create-queues");

        assertThat(container.getCommandParts()).containsExactly("--log-level", "debug", "--auto-create-queues");
    }

    @Test
    @SuppressWarnings("deprecation") // nothing else says what will be copied
    void queues_file_is_copied_and_readable_by_all(@TempDir Path directory) throws Exception {
        Path file = Files.createTempFile(directory, "queues", ".yaml");

        container.withQueuesFile(MountableFile.forHostPath(file));

        assertThat(container.getCommandParts()).containsExactly("--queues-file", "/etc/cloud-tasks/queues.yaml");
        assertThat(container.getCopyToFileContainerPathMap()).hasSize(1).allSatisfy((copied, path) -> {
            assertThat(path).isEqualTo("/etc/cloud-tasks/queues.yaml");
            assertThat(copied.getResolvedPath()).isEqualTo(file.toString());
            assertThat(copied.getFileMode() & 0777).isEqualTo(0644);
        });
    }

    @Test
    void host_targets_rewrite_localhost_and_127_0_0_1() {
        container.withHostTargets();

        assertThat(container.getExtraHosts()).containsExactly("host.docker.internal:host-gateway");
        assertThat(container.getCommandParts())
                .containsExactly(
                        "--rewrite-target",
                        "http://localhost=http://host.docker.internal",
                        "--rewrite-target",
                        "http://127.0.0.1=http://host.docker.internal",
                        "--rewrite-target",
                        "https://localhost=https://host.docker.internal",
                        "--rewrite-target",
                        "https://127.0.0.1=https://host.docker.internal");
    }

    @Test
    void other_image_is_rejected() {
        assertThatThrownBy(() -> new CloudTasksEmulatorContainer("redis:7"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("redis:7")
                .hasMessageContaining("cloudtasks/emulator");
    }

    @Test
    void declared_substitute_image_is_accepted() {
        DockerImageName copy = DockerImageName.parse("registry.example.com/tools/tasks:1");

        assertThatThrownBy(() -> new CloudTasksEmulatorContainer(copy)).isInstanceOf(IllegalStateException.class);
        assertThat(new CloudTasksEmulatorContainer(copy.asCompatibleSubstituteFor("cloudtasks/emulator"))
                        .getExposedPorts())
                .containsExactly(8123);
    }

    private static CloudTasksEmulatorContainer onRemoteEngine() {
        return new CloudTasksEmulatorContainer("cloudtasks/emulator:latest") {
            @Override
            public String getHost() {
                return "docker.example.com";
            }
        };
    }

    @Test
    void connected_container_joins_the_network_and_starts_after_the_emulator() {
        GenericContainer<?> app = container.connect(new GenericContainer<>("app"));

        assertThat(container.getEnvMap())
                .containsEntry("EMULATOR_PROXY", "true")
                .containsEntry("EMULATOR_PROXY_FROM", "any")
                .containsEntry("EMULATOR_PROXY_TOKENS", "true");
        assertThat(container.getNetwork()).isSameAs(Network.SHARED);
        assertThat(app.getNetwork()).isSameAs(Network.SHARED);
        assertThat(app.getDependencies()).map(Object.class::cast).containsExactly(container);
    }

    /** A network without Docker. Its interface has other methods in each version of Testcontainers. */
    private static Network network(String id) {
        return (Network) Proxy.newProxyInstance(
                Network.class.getClassLoader(),
                new Class<?>[] {Network.class},
                (proxy, method, arguments) -> method.getName().equals("getId") ? id : null);
    }

    @Test
    void connected_containers_share_the_network_that_one_of_them_has() {
        Network network = network("one");
        GenericContainer<?> app = new GenericContainer<>("app").withNetwork(network);

        container.connect(app);
        GenericContainer<?> worker = container.connect(new GenericContainer<>("worker"));

        assertThat(container.getNetwork()).isSameAs(network);
        assertThat(worker.getNetwork()).isSameAs(network);
        GenericContainer<?> elsewhere = new GenericContainer<>("app").withNetwork(network("other"));
        assertThatThrownBy(() -> container.connect(elsewhere))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("in another network");
    }

    @Test
    void name_of_the_docker_host_is_allowed() {
        CloudTasksEmulatorContainer emulator = onRemoteEngine();

        emulator.configure();
        emulator.configure();

        assertThat(emulator.getEnvMap()).containsEntry("EMULATOR_ALLOW_HOST", "docker.example.com");
        assertThat(emulator.getCommandParts()).isEmpty();
    }

    @Test
    void name_of_the_docker_host_is_allowed_beside_others() {
        CloudTasksEmulatorContainer withVariable = onRemoteEngine().withEnv("EMULATOR_ALLOW_HOST", "tasks.example.com");
        CloudTasksEmulatorContainer withFlag = onRemoteEngine().withFlags("--allow-host=tasks.example.com");

        withVariable.configure();
        withFlag.configure();
        withFlag.configure();

        assertThat(withVariable.getEnvMap())
                .containsEntry("EMULATOR_ALLOW_HOST", "tasks.example.com,docker.example.com");
        assertThat(withFlag.getCommandParts())
                .containsExactly("--allow-host=tasks.example.com", "--allow-host", "docker.example.com");
    }
}
