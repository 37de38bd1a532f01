package io.github.cloudtasks.spring;

import org.springframework.boot.docker.compose.core.RunningService;
import org.springframework.boot.docker.compose.service.connection.DockerComposeConnectionDetailsFactory;
import org.springframework.boot.docker.compose.service.connection.DockerComposeConnectionSource;

/** Creates connection details from a Docker Compose service with the image of the emulator. */
final class CloudTasksDockerComposeConnectionDetailsFactory
        extends DockerComposeConnectionDetailsFactory<CloudTasksConnectionDetails> {

    /** The port of the emulator inside the container. */
    private static final int PORT = 8123;

    CloudTasksDockerComposeConnectionDetailsFactory() {
        super("cloudtasks/emulator");
    }

    @Override
    protected CloudTasksConnectionDetails getDockerComposeConnectionDetails(DockerComposeConnectionSource source) {
        return new ServiceDetails(source.getRunningService());
    }

    private static final class ServiceDetails extends DockerComposeConnectionDetails
            implements CloudTasksConnectionDetails {
        private final String endpoint;

        ServiceDetails(RunningService service) {
            super(service);
            this.endpoint = service.host() + ":" + service.ports().get(PORT);
        }

        @Override
        public String getEndpoint() {
            return endpoint;
        }
    }
}
