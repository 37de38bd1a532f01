package io.github.cloudtasks.spring;

import io.github.cloudtasks.testcontainers.CloudTasksEmulatorContainer;
import org.springframework.boot.testcontainers.service.connection.ContainerConnectionDetailsFactory;
import org.springframework.boot.testcontainers.service.connection.ContainerConnectionSource;

/** Creates connection details from a {@link CloudTasksEmulatorContainer} with {@code @ServiceConnection}. */
final class CloudTasksContainerConnectionDetailsFactory
        extends ContainerConnectionDetailsFactory<CloudTasksEmulatorContainer, CloudTasksConnectionDetails> {

    @Override
    protected CloudTasksConnectionDetails getContainerConnectionDetails(
            ContainerConnectionSource<CloudTasksEmulatorContainer> source) {
        return new ContainerDetails(source);
    }

    private static final class ContainerDetails extends ContainerConnectionDetails<CloudTasksEmulatorContainer>
            implements CloudTasksConnectionDetails {

        ContainerDetails(ContainerConnectionSource<CloudTasksEmulatorContainer> source) {
            super(source);
        }

        @Override
        public String getEndpoint() {
            return getContainer().getEndpoint();
        }
    }
}
