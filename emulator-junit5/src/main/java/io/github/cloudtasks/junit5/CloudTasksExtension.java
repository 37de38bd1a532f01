package io.github.cloudtasks.junit5;

import io.github.cloudtasks.emulator.CloudTasksEmulator;
import io.github.cloudtasks.emulator.SavedSnapshot;
import io.grpc.ManagedChannel;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * An extension with computed settings, for a field with {@code @RegisterExtension}. In a static field, the emulator
 * runs for the class and its nested classes; in an instance field, for each test. Thread-safe.
 *
 * <pre>{@code
 * @RegisterExtension
 * static final CloudTasksExtension tasks =
 *     CloudTasksExtension.builder().project("demo").queue("mail,max-attempts=5").build();
 * }</pre>
 *
 * <p>Parameters of type {@link CloudTasksEmulator} are resolved too. When a test fails, the extension prints
 * {@link CloudTasksEmulator#diagnostics} on stderr. For constant settings, {@link EmulatedCloudTasks} is shorter.
 */
public final class CloudTasksExtension
        implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback, ParameterResolver {
    /** The name of the snapshot to which each test returns. */
    private static final String SEEDED = "cloud-tasks-extension-seeded";

    private final Flags flags;
    private final @Nullable Consumer<CloudTasksEmulator> seed;

    private @Nullable RunningEmulator running;

    /** The number of running classes: a class and its nested classes, or several classes that inherit the field. */
    private int classes;

    private CloudTasksExtension(Flags flags, @Nullable Consumer<CloudTasksEmulator> seed) {
        this.flags = flags;
        this.seed = seed;
    }

    /** Returns a builder with the emulator's defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Returns the emulator.
     *
     * @throws IllegalStateException if it is not running
     */
    public CloudTasksEmulator emulator() {
        return running().emulator();
    }

    /**
     * Returns the endpoint for plaintext gRPC clients, {@code 127.0.0.1:PORT}.
     *
     * @throws IllegalStateException if the emulator is not running
     */
    public String endpoint() {
        return emulator().endpoint();
    }

    /**
     * Returns a channel to the emulator, always the same one, which is closed with the emulator. Needs gRPC on the
     * class path of the test.
     *
     * @throws IllegalStateException if the emulator is not running
     */
    public ManagedChannel channel() {
        return running().channels().channel();
    }

    private synchronized RunningEmulator running() {
        if (running == null) {
            throw new IllegalStateException(
                    "the emulator is not running: put the extension into a field with @RegisterExtension, and use it in tests");
        }
        return running;
    }

    @Override
    public synchronized void beforeAll(ExtensionContext context) {
        classes++;
        startIfNeeded();
    }

    @Override
    public synchronized void beforeEach(ExtensionContext context) {
        startIfNeeded();
        if (seed != null) {
            emulator().restoreSnapshot(SEEDED);
        }
    }

    private void startIfNeeded() {
        if (running != null) {
            return;
        }
        RunningEmulator started = RunningEmulator.start(flags);
        running = started;
        if (seed != null) {
            try {
                seed.accept(started.emulator());
                SavedSnapshot unused = started.emulator().saveSnapshot(SEEDED);
            } catch (RuntimeException | Error e) {
                running = null;
                started.close();
                throw e;
            }
        }
    }

    @Override
    public synchronized void afterEach(ExtensionContext context) {
        explainFailureOf(context);
        closeUnlessNeeded();
    }

    @Override
    public synchronized void afterAll(ExtensionContext context) {
        explainFailureOf(context);
        classes--;
        closeUnlessNeeded();
    }

    private void explainFailureOf(ExtensionContext context) {
        if (running != null) {
            running.explainFailureOf(context);
        }
    }

    private void closeUnlessNeeded() {
        if (running != null && classes == 0) {
            running.close();
            running = null;
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == CloudTasksEmulator.class
                && !parameter.isAnnotated(EmulatedCloudTasks.class);
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return emulator();
    }

    /** Collects the settings of the emulator. Not thread-safe. */
    public static final class Builder {
        private Flags flags = Flags.NONE;
        private @Nullable Consumer<CloudTasksEmulator> seed;

        private Builder() {}

        /**
         * Adds a queue to create at start.
         *
         * @param nameAndSettings in the format of the flag {@code --queue}: a full name, or an id if there is a
         *     project, optionally with settings such as {@code ,max-attempts=5}
         */
        public Builder queue(String nameAndSettings) {
            return flags("--queue", nameAndSettings);
        }

        /** Sets the project of queues that are only ids. */
        public Builder project(String project) {
            return flags("--project", project);
        }

        /**
         * Lets unmodified clients of a child process use the emulator, by the variables of
         * {@link CloudTasksEmulator#environment}. Needs {@code org.bouncycastle:bcpkix-jdk18on} on the class path.
         */
        public Builder proxy() {
            flags = flags.plus(Flags.PROXY);
            return this;
        }

        /** Appends flags of the emulator. */
        public Builder flags(String... more) {
            flags = flags.plus(more);
            return this;
        }

        /**
         * Creates the queues and tasks with which each test begins. The creator runs once after each start of the
         * emulator. The state that it leaves is saved as a snapshot, and {@linkplain CloudTasksEmulator#restoreSnapshot
         * restored} before each test: the same tasks, leases and blocked names, and the same time if it was frozen.
         *
         * <p>Let nothing be in flight when the creator returns: pause the queues, or use later schedule times and a
         * frozen time. An attempt that is in flight then is repeated in each test.
         *
         * @param creator uses any client, or {@link CloudTasksEmulator#seed}; if it throws an exception, the tests fail
         */
        public Builder seededBy(Consumer<CloudTasksEmulator> creator) {
            seed = creator;
            return this;
        }

        /** Returns the extension. Invalid settings are reported when the extension starts the emulator. */
        public CloudTasksExtension build() {
            return new CloudTasksExtension(flags, seed);
        }
    }
}
