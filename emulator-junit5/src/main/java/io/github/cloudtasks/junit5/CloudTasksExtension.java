package io.github.cloudtasks.junit5;

import io.github.cloudtasks.emulator.CloudTasksEmulator;
import io.grpc.ManagedChannel;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * An emulator whose settings are computed, for a field with {@code @RegisterExtension}. In a static field it runs for
 * the class and the classes nested in it, in an instance field for each test.
 *
 * <pre>{@code
 * @RegisterExtension
 * static final CloudTasksExtension tasks =
 *     CloudTasksExtension.builder().project("demo").queue("mail,max-attempts=5").build();
 * }</pre>
 *
 * <p>A parameter of type {@link CloudTasksEmulator} gets it too. When a test fails, what the emulator knows is printed
 * on stderr. Where settings are constants, {@link EmulatedCloudTasks} says the same with less.
 */
public final class CloudTasksExtension
        implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback, ParameterResolver {
    private final Flags flags;

    private @Nullable RunningEmulator running;

    /** How many classes run it: one and those nested in it, or several that inherit the field. */
    private int classes;

    private CloudTasksExtension(Flags flags) {
        this.flags = flags;
    }

    /** An extension with the emulator's own defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * The emulator.
     *
     * @throws IllegalStateException before it was started and after it was closed
     */
    public CloudTasksEmulator emulator() {
        return running().emulator();
    }

    /**
     * What a gRPC client connects to, in plaintext: {@code 127.0.0.1:PORT}.
     *
     * @throws IllegalStateException before it was started and after it was closed
     */
    public String endpoint() {
        return emulator().endpoint();
    }

    /**
     * A channel to the emulator, always the same, which is closed with it. Needs gRPC on the class path of the test.
     *
     * @throws IllegalStateException before it was started and after it was closed
     */
    public ManagedChannel channel() {
        return running().channels().channel();
    }

    private synchronized RunningEmulator running() {
        if (running == null) {
            throw new IllegalStateException(
                    "the emulator does not run: the extension must be in a field with @RegisterExtension, and is used by tests");
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
    }

    private void startIfNeeded() {
        if (running == null) {
            running = RunningEmulator.start(flags);
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

    /** Collects what the emulator shall be started with. */
    public static final class Builder {
        private Flags flags = Flags.NONE;

        private Builder() {}

        /**
         * A queue that exists from the start; may be called for several.
         *
         * @param nameAndSettings as the flag {@code --queue} has it: a full name, or an id where there is a project,
         *     perhaps with settings such as {@code ,max-attempts=5}
         */
        public Builder queue(String nameAndSettings) {
            return flags("--queue", nameAndSettings);
        }

        /** The project of queues that are named by their id alone. */
        public Builder project(String project) {
            return flags("--project", project);
        }

        /** Any flags of the emulator, after those that were given before. */
        public Builder flags(String... more) {
            flags = flags.plus(more);
            return this;
        }

        /** The extension; mistakes in the settings are found when it starts the emulator. */
        public CloudTasksExtension build() {
            return new CloudTasksExtension(flags);
        }
    }
}
