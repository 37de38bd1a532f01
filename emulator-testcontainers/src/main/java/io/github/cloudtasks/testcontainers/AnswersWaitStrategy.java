package io.github.cloudtasks.testcontainers;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import org.testcontainers.containers.ContainerLaunchException;
import org.testcontainers.containers.wait.strategy.AbstractWaitStrategy;

/**
 * Waits until the emulator answers through the port that the test will use. Asks often, as a start takes less than a
 * second, and gives up with the emulator's own words once it has ended, as it does after a mistake in its flags.
 */
final class AnswersWaitStrategy extends AbstractWaitStrategy {
    private static final int OK = 200;
    private static final Duration PAUSE = Duration.ofMillis(25);
    private static final int PATIENCE_MILLIS = 2_000;

    private final int port;

    /**
     * Of a container.
     *
     * @param port on which the emulator listens inside
     */
    AnswersWaitStrategy(int port) {
        this.port = port;
    }

    @Override
    protected void waitUntilReady() {
        Instant end = Instant.now().plus(startupTimeout);
        while (!answers()) {
            // In this order: what it wrote is complete once it does not run any more.
            if (!waitStrategyTarget.isRunning()) {
                throw new ContainerLaunchException("The emulator has ended: "
                        + waitStrategyTarget.getLogs().strip());
            } else if (Instant.now().isAfter(end)) {
                throw new ContainerLaunchException("The emulator did not answer at %s within %d seconds."
                        .formatted(url(), startupTimeout.toSeconds()));
            }
            pause();
        }
    }

    private boolean answers() {
        try {
            HttpURLConnection connection = (HttpURLConnection) url().toURL().openConnection();
            connection.setConnectTimeout(PATIENCE_MILLIS);
            connection.setReadTimeout(PATIENCE_MILLIS);
            return connection.getResponseCode() == OK;
        } catch (IOException e) {
            return false;
        }
    }

    private URI url() {
        return URI.create(
                "http://" + waitStrategyTarget.getHost() + ":" + waitStrategyTarget.getMappedPort(port) + "/");
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
