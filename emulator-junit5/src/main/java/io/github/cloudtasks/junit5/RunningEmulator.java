package io.github.cloudtasks.junit5;

import io.github.cloudtasks.emulator.CloudTasksEmulator;
import io.github.cloudtasks.emulator.ConfigurationException;
import io.github.cloudtasks.emulator.ListenException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.opentest4j.TestAbortedException;

/** A running emulator, with a gRPC channel if a test uses one. Closed by the extension or with its store. */
final class RunningEmulator implements ExtensionContext.Store.CloseableResource, AutoCloseable {
    private final CloudTasksEmulator emulator;
    private @Nullable Channels channels;

    private RunningEmulator(CloudTasksEmulator emulator) {
        this.emulator = emulator;
    }

    /**
     * Starts an emulator.
     *
     * @throws ExtensionConfigurationException if a flag is invalid or the port is not available
     */
    static RunningEmulator start(Flags flags) {
        try {
            return new RunningEmulator(new CloudTasksEmulator(flags.settings()).start());
        } catch (IllegalArgumentException | ConfigurationException | ListenException e) {
            throw new ExtensionConfigurationException(
                    "The Cloud Tasks emulator cannot be started: " + e.getMessage(), e);
        }
    }

    CloudTasksEmulator emulator() {
        return emulator;
    }

    /** Returns the channel to the emulator. Needs gRPC on the class path of the test. */
    synchronized Channels channels() {
        if (channels == null) {
            channels = new Channels(emulator.endpoint());
        }
        return channels;
    }

    /** Prints the diagnostics of the emulator if the test or its preparation has failed. */
    void explainFailureOf(ExtensionContext context) {
        Throwable failure = context.getExecutionException().orElse(null);
        if (failure != null && !(failure instanceof TestAbortedException)) {
            System.err.printf(
                    "The Cloud Tasks emulator at %s, when %s failed:%n%s%n",
                    emulator.endpoint(), context.getDisplayName(), emulator.diagnostics());
        }
    }

    @Override
    public synchronized void close() {
        if (channels != null) {
            channels.close();
        }
        emulator.close();
    }
}
