package io.github.cloudtasks.spring;

import org.springframework.boot.autoconfigure.service.connection.ConnectionDetails;

/**
 * The address of an emulator. If the application context has a bean of this type, its Cloud Tasks clients use that
 * emulator.
 *
 * <p>Beans of this type are created from a container with {@code @ServiceConnection}, from a Docker Compose service
 * with the image {@code cloudtasks/emulator}, from a {@code CloudTasksEmulator} bean, and from the properties
 * {@code cloudtasks.emulator}.
 */
public interface CloudTasksConnectionDetails extends ConnectionDetails {

    /** Returns the endpoint for plaintext connections, gRPC and REST, such as {@code localhost:8123}. */
    String getEndpoint();
}
