package io.github.cloudtasks.spring;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.cloud.tasks.v2.CloudTasksClient;
import com.google.cloud.tasks.v2.Queue;
import io.github.cloudtasks.emulator.CloudTasksEmulator;
import io.github.cloudtasks.emulator.ListenException;
import io.github.cloudtasks.testcontainers.CloudTasksEmulatorContainer;
import java.lang.reflect.Constructor;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.service.connection.ConnectionDetails;
import org.springframework.boot.autoconfigure.service.connection.ConnectionDetailsFactories;
import org.springframework.boot.docker.compose.core.ConnectionPorts;
import org.springframework.boot.docker.compose.core.ImageReference;
import org.springframework.boot.docker.compose.core.RunningService;
import org.springframework.boot.docker.compose.service.connection.DockerComposeConnectionSource;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.testcontainers.service.connection.ServiceConnection;
import org.springframework.boot.testcontainers.service.connection.ServiceConnectionAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.mock.env.MockEnvironment;

/** Connections to containers, without a Docker engine. The suite docs-spring-containers starts a real one. */
class ServiceConnectionTest {
    private static final String QUEUE = "projects/demo/locations/us-central1/queues/mail";

    @Test
    void client_uses_an_annotated_container() {
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        ServiceConnectionAutoConfiguration.class,
                        CloudTasksEmulatorAutoConfiguration.class,
                        CloudTasksClientAutoConfiguration.class))
                .withUserConfiguration(ContainerOfTheTest.class)
                .run(started -> assertThat(started.getBean(CloudTasksClient.class)
                                .createQueue(
                                        "projects/demo/locations/us-central1",
                                        Queue.newBuilder().setName(QUEUE).build())
                                .getName())
                        .isEqualTo(QUEUE));
    }

    @Test
    void compose_service_with_the_image_has_connection_details() throws Exception {
        assertThat(endpoints(new Service("cloudtasks/emulator:1.2.3", Map.of())))
                .containsExactly("docker-host:41234");
    }

    @Test
    void compose_service_with_the_label_has_connection_details() throws Exception {
        Map<String, String> labels = Map.of("org.springframework.boot.service-connection", "cloudtasks/emulator");
        assertThat(endpoints(new Service("registry.example.com/tasks", labels))).containsExactly("docker-host:41234");
    }

    @Test
    void other_compose_services_have_none() throws Exception {
        assertThat(endpoints(new Service("cloudtasks/other", Map.of()))).isEmpty();
    }

    private static List<String> endpoints(RunningService service) throws Exception {
        // Only Spring Boot creates sources, after it has called docker compose.
        Constructor<DockerComposeConnectionSource> constructor =
                DockerComposeConnectionSource.class.getDeclaredConstructor(RunningService.class, Environment.class);
        constructor.setAccessible(true);
        Map<Class<?>, ConnectionDetails> found = new ConnectionDetailsFactories(null)
                .getConnectionDetails(constructor.newInstance(service, new MockEnvironment()), false);
        return found.values().stream()
                .filter(CloudTasksConnectionDetails.class::isInstance)
                .map(details -> ((CloudTasksConnectionDetails) details).getEndpoint())
                .toList();
    }

    @Configuration(proxyBeanMethods = false)
    static class ContainerOfTheTest {
        @Bean
        @ServiceConnection
        EmulatorInsteadOfContainer container() {
            return new EmulatorInsteadOfContainer();
        }
    }

    /** Behaves like a started container, and is an embedded emulator. */
    static final class EmulatorInsteadOfContainer extends CloudTasksEmulatorContainer {
        private final CloudTasksEmulator emulator = new CloudTasksEmulator();

        EmulatorInsteadOfContainer() {
            super("cloudtasks/emulator");
        }

        @Override
        public void start() {
            try {
                emulator.start();
            } catch (ListenException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void stop() {
            emulator.close();
        }

        @Override
        public String getHost() {
            return "127.0.0.1";
        }

        @Override
        public Integer getMappedPort(int port) {
            return emulator.port();
        }
    }

    private record Service(String imageName, Map<String, String> labels) implements RunningService {
        @Override
        public String name() {
            return "tasks";
        }

        @Override
        public ImageReference image() {
            return ImageReference.of(imageName);
        }

        @Override
        public String host() {
            return "docker-host";
        }

        @Override
        public ConnectionPorts ports() {
            return new ConnectionPorts() {
                @Override
                public int get(int containerPort) {
                    assertThat(containerPort).isEqualTo(8123);
                    return 41234;
                }

                @Override
                public List<Integer> getAll() {
                    return List.of(41234);
                }

                @Override
                public List<Integer> getAll(String protocol) {
                    return List.of(41234);
                }
            };
        }

        @Override
        public Map<String, String> env() {
            return Map.of();
        }
    }
}
