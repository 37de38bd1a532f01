package io.github.cloudtasks.emulator;

import io.github.cloudtasks.model.ApiException;
import io.github.cloudtasks.server.EmulatorServer;
import io.github.cloudtasks.server.control.BlockingControl;
import io.github.cloudtasks.server.control.Diagnostics;
import io.github.cloudtasks.server.control.EmulatorControl;
import io.github.cloudtasks.server.control.StateJson;
import io.github.cloudtasks.server.environment.ClientFiles;
import io.github.cloudtasks.server.environment.ClientVariables;
import io.github.cloudtasks.server.environment.EmulatorFacts;
import io.github.cloudtasks.server.files.ProtectedDirectory;
import io.github.cloudtasks.server.port.PortUnavailableException;
import io.github.cloudtasks.server.settings.FaultParser;
import io.github.cloudtasks.server.startup.InitialQueueException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A Cloud Tasks emulator in this process: gRPC and REST on one port, all API versions, all state in memory. Emulators
 * share nothing, so several can run side by side. Thread-safe.
 *
 * <pre>{@code
 * try (CloudTasksEmulator emulator = new CloudTasksEmulator().start()) {
 *   ManagedChannel channel = ManagedChannelBuilder.forTarget(emulator.endpoint()).usePlaintext().build();
 * }
 * }</pre>
 */
public final class CloudTasksEmulator implements AutoCloseable {
    private final EmulatorServer server;

    /** Creates an emulator with {@link EmulatorSettings#DEFAULT}. Call {@link #start} to start it. */
    public CloudTasksEmulator() {
        this(EmulatorSettings.DEFAULT);
    }

    /** Creates an emulator with these settings. Call {@link #start} to start it. */
    public CloudTasksEmulator(EmulatorSettings settings) {
        this.server = new EmulatorServer(settings.serverSettings());
    }

    /**
     * Starts the emulator. Has no effect if it is running already. Clients can connect when this method returns. A
     * start that fails frees everything, and may be repeated.
     *
     * @return this
     * @throws ListenException if the emulator cannot listen on its address
     * @throws ConfigurationException if an initial queue cannot be created
     * @throws IllegalArgumentException if a certificate cannot be read or the CA certificate cannot be written
     * @throws IllegalStateException after {@link #close}: an emulator runs once
     */
    public CloudTasksEmulator start() throws ListenException {
        try {
            server.start();
        } catch (PortUnavailableException e) {
            throw new ListenException(e);
        } catch (InitialQueueException e) {
            throw new ConfigurationException(e);
        }
        return this;
    }

    /**
     * Returns the host that the emulator listens on, as in the settings. Returns 127.0.0.1 for {@code localhost}, or
     * ::1 after the start on a machine without IPv4.
     */
    public String host() {
        return server.host();
    }

    /**
     * Returns the port that the emulator listens on, never 0.
     *
     * @throws IllegalStateException before the start
     */
    public int port() {
        return server.port();
    }

    /**
     * Returns the ports that also accept TLS: none without TLS, otherwise the main port and the second port, if any.
     *
     * @throws IllegalStateException before the start
     */
    public List<Integer> tlsPorts() {
        return server.tlsPorts();
    }

    /**
     * Returns the endpoint for gRPC clients on this machine, such as {@code 127.0.0.1:8123}.
     *
     * @throws IllegalStateException before the start
     */
    public String endpoint() {
        return server.callableAddress().toString();
    }

    /**
     * Returns the base URL of the REST API, such as {@code http://127.0.0.1:8123}.
     *
     * @throws IllegalStateException before the start
     */
    public String restEndpoint() {
        return "http://" + endpoint();
    }

    /**
     * Returns the certificate of the authority that clients of the proxy have to trust, in PEM. The proxy itself
     * listens at {@link #restEndpoint}.
     *
     * @throws IllegalStateException before the start, and if the emulator was started without {@code --proxy}
     */
    public String caCertificate() {
        return requireProxy().authority();
    }

    /**
     * Returns the environment variables with which the unmodified clients of a child process use this emulator, such as
     * those of an application that creates {@code CloudTasksClient()} with no arguments, and writes the files that they
     * name. Exceptions of proxies and options of Java in the environment of this process are extended. The roots of
     * this machine and of Java stay trusted.
     *
     * <pre>{@code
     * ProcessBuilder app = new ProcessBuilder("python3", "app.py");
     * app.environment().putAll(emulator.environment(directory));
     * }</pre>
     *
     * @param directory for the files; it is created if it is missing, and must exist as long as the child process
     * @return the variables to set
     * @throws IOException if a file cannot be written
     * @throws IllegalStateException before the start, and if the emulator was started without {@code --proxy}
     */
    public Map<String, String> environment(Path directory) throws IOException {
        return environment(directory, System.getenv());
    }

    /**
     * Returns the environment variables with which unmodified clients use this emulator, as {@link #environment(Path)}.
     *
     * @param directory for the files
     * @param existing the environment to extend, instead of that of this process
     * @throws IOException if a file cannot be written
     * @throws IllegalStateException before the start, and if the emulator was started without {@code --proxy}
     */
    public Map<String, String> environment(Path directory, Map<String, String> existing) throws IOException {
        EmulatorFacts emulator = requireProxy();
        String files = directory.toAbsolutePath().toString();
        ClientFiles.forThisMachine(emulator, existing, files).writeTo(ProtectedDirectory.open(directory));
        return ClientVariables.of(emulator, files, existing, false);
    }

    private EmulatorFacts requireProxy() {
        EmulatorFacts facts = server.facts();
        if (!facts.hasProxy()) {
            throw new IllegalStateException(EmulatorFacts.NO_PROXY);
        }
        return facts;
    }

    /**
     * Returns the latest attempts, in the order in which they ended. Keeps at most 1000 attempts and 4 MiB of requests
     * and responses; the oldest are dropped first.
     */
    public List<RecordedAttempt> attempts() {
        return server.attempts().all().stream().map(AttemptConverter::fromLog).toList();
    }

    /**
     * Removes and returns the oldest attempt that was not taken yet. Waits until there is one. When this method
     * returns, the effect of the attempt's outcome is visible: the task is gone or scheduled again.
     *
     * @param timeout in real time
     * @throws IllegalStateException if no attempt ends within the timeout or the thread is interrupted
     */
    public RecordedAttempt takeAttempt(Duration timeout) {
        return AttemptConverter.fromLog(control().takeAttempt(timeout));
    }

    /**
     * Returns the time of the emulator's clock, in whole microseconds.
     *
     * @throws IllegalStateException before the start and after {@link #close}
     */
    public Instant now() {
        return server.control().now();
    }

    /**
     * Stops the emulator's clock. Tasks that are due are still dispatched. Tasks that are scheduled later, and retries,
     * wait for {@link #advance} or {@link #resumeTime}.
     *
     * @throws IllegalStateException before the start and after {@link #close}
     */
    public void freezeTime() {
        server.control().freeze();
    }

    /**
     * Lets a stopped clock run again, from the time at which it stands.
     *
     * @throws IllegalStateException before the start and after {@link #close}
     */
    public void resumeTime() {
        server.control().resume();
    }

    /**
     * Moves the emulator's clock forward. Everything that is due on the way happens at its own time, and the clock
     * moves on only when no attempt is in flight. Afterwards the clock runs or stands as before.
     *
     * @param by not negative
     * @throws IllegalArgumentException if {@code by} is negative
     * @throws IllegalStateException if attempts have not ended after 30 seconds of real time; the message names the
     *     queues that have some
     * @throws java.util.concurrent.CancellationException if the emulator is reset or closed, or a snapshot is restored,
     *     meanwhile
     */
    public void advance(Duration by) {
        control().advance(by);
    }

    /**
     * Waits until no push queue has tasks or attempts in flight. Pull queues do not count, because their tasks wait for
     * workers.
     *
     * @param timeout in real time
     * @throws IllegalStateException if it takes longer or cannot happen, for example because a queue is paused; the
     *     message names what remains
     */
    public void awaitIdle(Duration timeout) {
        control().awaitIdle(timeout);
    }

    /**
     * Waits until a queue has no tasks and no attempts in flight.
     *
     * @param queue its full name, {@code projects/PROJECT/locations/LOCATION/queues/QUEUE}
     * @param timeout in real time
     * @throws IllegalArgumentException if there is no such queue
     * @throws IllegalStateException as for {@link #awaitIdle(Duration)}
     */
    public void awaitIdle(String queue, Duration timeout) {
        try {
            control().awaitIdle(queue, timeout);
        } catch (ApiException e) {
            throw new IllegalArgumentException(e.text(), e);
        }
    }

    /**
     * Makes the emulator cause a fault on purpose, until it is reset or the faults are removed.
     *
     * @param fault a kind with settings, in the format of the flag {@code --fault}, such as {@code duplicate,rate=0.1}
     *     or {@code api-error,method=CreateTask,count=2}
     * @return its id, which the log and the errors of attempts and calls contain
     * @throws IllegalArgumentException if the fault is invalid; the message says what to change
     * @throws IllegalStateException before the start and after {@link #close}, and if there are 100 faults already
     */
    public String addFault(String fault) {
        EmulatorControl running = server.control();
        try {
            return running.faults().add(FaultParser.parse(fault)).id();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("Expected " + e.getMessage() + ", not \"" + fault + "\".", e);
        }
    }

    /**
     * Removes all faults, also those of the settings.
     *
     * @throws IllegalStateException before the start and after {@link #close}
     */
    public void removeFaults() {
        server.control().faults().removeAll();
    }

    /**
     * Restores the state right after the start. Deletes all queues and tasks, creates the initial queues again, frees
     * all names, forgets all attempts, restores the faults of the settings, and sets the clock back to system time.
     * Attempts in flight end without effect.
     *
     * @throws ConfigurationException if the file of an initial queue has become invalid
     * @throws IllegalStateException before the start and after {@link #close}
     */
    public void reset() {
        try {
            control().reset();
        } catch (InitialQueueException e) {
            throw new ConfigurationException(e);
        }
    }

    /**
     * Saves the present state under a name: all queues with their tasks at one point in time, with leases, blocked
     * names and the clock. Replaces a snapshot of the same name.
     *
     * <pre>{@code
     * emulator.freezeTime();
     * seed(emulator);
     * emulator.saveSnapshot("seeded");
     * // Before each test:
     * emulator.restoreSnapshot("seeded");
     * }</pre>
     *
     * @param name 1 to 63 letters, digits, hyphens, underscores or dots; the first is a letter or a digit
     * @throws IllegalArgumentException if the name is invalid
     * @throws IllegalStateException before the start and after {@link #close}, and if the snapshot does not fit into
     *     the memory or cannot be written
     */
    public SavedSnapshot saveSnapshot(String name) {
        return SnapshotConverter.call(() -> server.control().save(name, true));
    }

    /**
     * Returns to a snapshot: replaces all queues and tasks, forgets all attempts, restores the faults of the settings,
     * and sets the clock. A clock that was frozen is frozen at the same time again; one that ran is as far ahead of the
     * system clock as it was. Attempts in flight end without effect. Those that were in flight when the snapshot was
     * saved are repeated.
     *
     * @param name the name of a snapshot
     * @throws IllegalArgumentException if there is no such snapshot; the message lists the existing ones
     * @throws IllegalStateException before the start and after {@link #close}, and if the snapshot cannot be read, or
     *     does not fit into the memory in addition to the present state. Then nothing is replaced
     */
    public SavedSnapshot restoreSnapshot(String name) {
        return SnapshotConverter.call(() -> control().restore(name, false));
    }

    /**
     * Deletes a snapshot.
     *
     * @param name the name of a snapshot
     * @throws IllegalArgumentException if there is no such snapshot; the message lists the existing ones
     * @throws IllegalStateException before the start and after {@link #close}, and if its file cannot be deleted
     */
    public void deleteSnapshot(String name) {
        SnapshotConverter.run(() -> server.control().snapshots().delete(name));
    }

    /**
     * Returns all snapshots in the order of their names.
     *
     * @throws IllegalStateException before the start and after {@link #close}
     */
    public List<SavedSnapshot> snapshots() {
        return server.control().snapshots().list().stream()
                .map(SnapshotConverter::fromInfo)
                .toList();
    }

    /**
     * Returns all queues with their tasks as JSON, in the format that {@link #seed} and {@code POST /emulator/v1/state}
     * accept.
     *
     * @throws IllegalStateException before the start and after {@link #close}
     */
    public String exportState() {
        return StateJson.of(server.control());
    }

    /**
     * Adds queues with their tasks: all of them, or none if one is invalid.
     *
     * @param json as {@link #exportState} returns it
     * @throws IllegalArgumentException if a queue or task is invalid or exists already; the message names its place
     * @throws IllegalStateException before the start and after {@link #close}
     */
    public void seed(String json) {
        StateJson.restore(json, server.control());
    }

    /**
     * Returns a text for the log of a failed test: the time, the queues, their tasks and the latest attempts.
     *
     * @throws IllegalStateException before the start and after {@link #close}
     */
    public String diagnostics() {
        return Diagnostics.of(server.control());
    }

    private BlockingControl control() {
        return new BlockingControl(server.control());
    }

    /** Ends all calls and attempts within a few seconds and frees the port. Queues and tasks are lost. Idempotent. */
    @Override
    public void close() {
        server.close();
    }
}
