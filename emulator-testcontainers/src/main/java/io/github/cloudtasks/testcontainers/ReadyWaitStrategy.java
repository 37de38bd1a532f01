package io.github.cloudtasks.testcontainers;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import org.testcontainers.containers.ContainerLaunchException;
import org.testcontainers.containers.wait.strategy.AbstractWaitStrategy;

/**
 * Waits until the emulator responds on its mapped port. Polls often, because a start takes less than a second. If the
 * container ends, for example after an invalid flag, fails immediately with the output of the emulator.
 */
final class ReadyWaitStrategy extends AbstractWaitStrategy {
    private static final int OK = 200;
    private static final Duration PAUSE = Duration.ofMillis(25);
    private static final int TIMEOUT_MILLIS = 2_000;

    private final int port;

    /**
     * Creates a strategy.
     *
     * @param port the port inside the container
     */
    ReadyWaitStrategy(int port) {
        this.port = port;
    }

    @Override
    protected void waitUntilReady() {
        Instant end = Instant.now().plus(startupTimeout);
        while (!isReady()) {
            // In this order, because the log is complete only after the container has ended.
            if (!waitStrategyTarget.isRunning()) {
                throw new ContainerLaunchException("The emulator has ended: "
                        + waitStrategyTarget.getLogs().strip());
            } else if (Instant.now().isAfter(end)) {
                throw new ContainerLaunchException("The emulator did not respond at http://%s:%d/ within %d seconds."
                        .formatted(
                                waitStrategyTarget.getHost(),
                                waitStrategyTarget.getMappedPort(port),
                                startupTimeout.toSeconds()));
            }
            pause();
        }
    }

    private boolean isReady() {
        try {
            HttpURLConnection connection = (HttpURLConnection) url().toURL().openConnection();
            connection.setConnectTimeout(TIMEOUT_MILLIS);
            connection.setReadTimeout(TIMEOUT_MILLIS);
            return connection.getResponseCode() == OK;
        } catch (IOException e) {
            return false;
        }
    }

    private URI url() throws UnknownHostException {
        return ContainerUri.of(
                waitStrategyTarget.getHost(), waitStrategyTarget.getMappedPort(port), "/", InetAddress::getByName);
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ContainerLaunchException("interrupted while the emulator started", e);
        }
    }
}
