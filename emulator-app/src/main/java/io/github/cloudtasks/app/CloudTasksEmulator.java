package io.github.cloudtasks.app;

import io.github.cloudtasks.app.OnePort.Patience;
import io.github.cloudtasks.app.control.ControlRoutes;
import io.github.cloudtasks.app.control.Diagnostics;
import io.github.cloudtasks.app.control.EmulatorControl;
import io.github.cloudtasks.app.control.Patient;
import io.github.cloudtasks.app.control.StateText;
import io.github.cloudtasks.dispatcher.DispatcherSettings;
import io.github.cloudtasks.dispatcher.HttpDispatcher;
import io.github.cloudtasks.dispatcher.attempts.AttemptLog;
import io.github.cloudtasks.dispatcher.attempts.AttemptRecord;
import io.github.cloudtasks.dispatcher.request.AuthorizationProvider;
import io.github.cloudtasks.engine.CloudTasks;
import io.github.cloudtasks.grpc.rpc.ApiVersion;
import io.github.cloudtasks.grpc.rpc.GrpcServices;
import io.github.cloudtasks.grpc.ApiVersions;
import io.github.cloudtasks.rest.RestDoor;
import io.github.cloudtasks.time.SystemTimeline;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An emulator in this process. As many as one likes can run side by side; they share nothing.
 *
 * <pre>{@code
 * try (CloudTasksEmulator emulator = new CloudTasksEmulator().start()) {
 *   ManagedChannel channel = ManagedChannelBuilder.forTarget(emulator.endpoint()).usePlaintext().build();
 * }
 * }</pre>
 */
public final class CloudTasksEmulator implements AutoCloseable {
    private static final Duration ADVANCE_PATIENCE = Duration.ofSeconds(30);

    private final EmulatorSettings settings;
    private final Address address;
    private final AttemptLog attempts = new AttemptLog();

    /** What is open, the last first. */
    private final Deque<Runnable> closing = new ArrayDeque<>();

    private @Nullable OnePort onePort;
    private @Nullable HttpDispatcher dispatcher;
    private @Nullable EmulatorControl control;
    private boolean closed;

    /** An emulator for this machine only, on a free port, as the service is, and without queues. */
    public CloudTasksEmulator() {
        this(EmulatorSettings.DEFAULT);
    }

    /**
     * An emulator that is yet to be started.
     *
     * @throws IllegalArgumentException if the settings of TLS do not go together
     */
    public CloudTasksEmulator(EmulatorSettings settings) {
        this.settings = settings.withTls(settings.tls().checked(settings.port()));
        this.address = new Address(settings.host(), settings.port());
    }

    /**
     * Starts the emulator; one that runs is left as it is. Clients can connect when this returns.
     *
     * @return this
     * @throws ListenException when the address cannot be had
     * @throws io.github.cloudtasks.app.startup.ConfigurationException when a queue that shall exist cannot be made
     * @throws IllegalArgumentException when the certificate cannot be read, or our own cannot be written
     * @throws IllegalStateException when the emulator was closed: an emulator runs once
     */
    public synchronized CloudTasksEmulator start() throws ListenException {
        if (closed) {
            throw new IllegalStateException("the emulator was closed");
        }
        if (onePort == null) {
            try {
                onePort = wire();
            } finally {
                if (onePort == null) {
                    closeParts();
                }
            }
        }
        return this;
    }

    /** How the parts belong together. Each is closed before those that it was built on. */
    private OnePort wire() throws ListenException {
        Tls certified = Tls.of(settings.tls(), address.host());
        SystemTimeline timeline = new SystemTimeline();
        closing.push(timeline::close);
        // Who verifies a token goes by the system's clock, wherever a test has moved ours to.
        OpenId openId = new OpenId(settings.tokens(), InstantSource.system());
        HttpDispatcher targets = HttpDispatcher.start(withTokens(openId), attempts);
        closing.push(targets::close);
        dispatcher = targets;
        CloudTasks engine = new CloudTasks(settings.limits(), timeline, targets);
        List<ApiVersion> versions = ApiVersions.of(engine);
        Runnable startQueues = () -> settings.queues().createIn(engine, versions);
        startQueues.run();
        EmulatorControl wired = new EmulatorControl(engine.admin(), timeline, attempts, startQueues);
        control = wired;
        RestDoor rest = new RestDoor(
                versions,
                openId.documents(),
                settings.functions(),
                representation -> ControlRoutes.of(wired, Version.text(), representation));
        Doors doors = new Doors(GrpcServices.of(versions), rest::addTo, rest::addTo);
        Integer tlsPort = settings.tls().port();
        Address second = tlsPort == null ? null : new Address(address.host(), tlsPort);
        OnePort opened = OnePort.open(address, second, doors, certified, Patience.DEFAULT);
        closing.push(opened::close);
        closing.push(wired::close);
        openId.listensAt(new Address(address.host(), opened.port()).callable());
        if (certified != null) {
            // Not before the port is ours: whoever has it now may have written the same file.
            certified.publish();
        }
        return opened;
    }

    private DispatcherSettings withTokens(OpenId openId) {
        DispatcherSettings dispatching = settings.dispatching();
        boolean others = !dispatching.authorizationProvider().equals(AuthorizationProvider.NONE);
        return others ? dispatching : dispatching.withAuthorizationProvider(openId.tokens());
    }

    /** Where it listens, as it was told. */
    public String host() {
        return address.host();
    }

    /**
     * The port that it listens on, never 0.
     *
     * @throws IllegalStateException before it is started
     */
    public int port() {
        return opened().port();
    }

    /**
     * The ports that speak TLS as well: none without TLS, otherwise the port and the second one if there is one.
     *
     * @throws IllegalStateException before it is started
     */
    public List<Integer> tlsPorts() {
        List<Integer> ports = opened().ports();
        return settings.tls().isOn() ? ports : List.of();
    }

    private synchronized OnePort opened() {
        if (onePort == null) {
            throw new IllegalStateException("the emulator has not been started");
        }
        return onePort;
    }

    /**
     * What a client on this machine connects to, such as {@code 127.0.0.1:8123}.
     *
     * @throws IllegalStateException before it is started
     */
    public String endpoint() {
        return new Address(host(), port()).callable().toString();
    }

    /** The latest attempts, in the order in which they ended: at most {@value AttemptLog#MAX_ATTEMPTS}. */
    public List<AttemptRecord> attempts() {
        return attempts.all();
    }

    /**
     * The oldest attempt that was not taken yet; waits until there is one. When it is here, its outcome has had its
     * effect.
     *
     * @param timeout in real time
     * @throws IllegalStateException if none has ended in time, or the thread was interrupted
     */
    public AttemptRecord takeAttempt(Duration timeout) {
        try {
            AttemptRecord attempt = attempts.take(timeout);
            if (attempt != null) {
                return attempt;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while no attempt ended", e);
        }
        throw new IllegalStateException("no attempt has ended within " + timeout.toMillis() + " ms: "
                + control().remaining());
    }

    /**
     * The address of the REST API, such as {@code http://127.0.0.1:8123}.
     *
     * @throws IllegalStateException before it is started
     */
    public String restEndpoint() {
        return "http://" + endpoint();
    }

    /** The emulator's time, in whole microseconds. */
    public Instant now() {
        return control().now();
    }

    /**
     * Stops the time until it is moved: tasks that are due are dispatched, what is scheduled later, retries too, waits
     * for {@link #advance}.
     */
    public void freezeTime() {
        control().freeze();
    }

    /** Lets time run on from where it stands. */
    public void resumeTime() {
        control().resume();
    }

    /**
     * Moves the time on. Everything that is due on the way happens at its own time, one after the other, and attempts
     * end before time moves on; time that ran runs on afterwards.
     *
     * @param by not negative
     * @throws IllegalStateException if attempts have not ended after 30 seconds of real time; it says which queues have
     *     some
     * @throws java.util.concurrent.CancellationException if the emulator is reset meanwhile
     */
    public void advance(Duration by) {
        Patient.await(control().advance(by), ADVANCE_PATIENCE, "Time has not been moved on", control());
    }

    /**
     * Waits until no push queue has tasks or attempts under way. Pull queues, whose tasks wait for workers, do not
     * count.
     *
     * @param timeout in real time
     * @throws IllegalStateException if it takes longer, or can never be, as with a paused queue; it says what is left
     *     to do
     */
    public void awaitIdle(Duration timeout) {
        Patient.await(control().engine().whenIdle(), timeout, "The emulator is not idle", control());
    }

    /**
     * Waits until a queue has no tasks, and no attempts under way.
     *
     * @param queue its full name
     * @param timeout in real time
     * @throws IllegalStateException as {@link #awaitIdle(Duration)}
     * @throws io.github.cloudtasks.model.ApiException if there is no such queue
     */
    public void awaitIdle(String queue, Duration timeout) {
        Patient.await(control().engine().whenIdle(queue), timeout, queue + " is not idle", control());
    }

    /**
     * As after the start: queues and tasks are gone, but for the queues that exist from the start, names are free,
     * attempts are forgotten, and time is the system's. Attempts in flight end without effect.
     *
     * @throws io.github.cloudtasks.app.startup.ConfigurationException if the file of a queue that shall exist is wrong
     *     by now
     */
    public void reset() {
        control().reset();
    }

    /** All queues with their tasks, as JSON that {@link #seed} takes: what {@code GET /emulator/v1/state} answers. */
    public String exportState() {
        return StateText.of(control());
    }

    /**
     * Adds queues with their tasks, all or none.
     *
     * @param json as {@link #exportState} writes it
     * @throws IllegalArgumentException for what cannot be, with a sentence that says where
     */
    public void seed(String json) {
        StateText.restore(json, control());
    }

    /** What a person wants to know when a test has failed: the time, the queues and what they still have to do. */
    public String diagnostics() {
        return Diagnostics.of(control());
    }

    private synchronized EmulatorControl control() {
        if (closed) {
            throw new IllegalStateException("the emulator was closed");
        }
        if (control == null || onePort == null) {
            throw new IllegalStateException("the emulator has not been started");
        }
        return control;
    }

    /**
     * Waits until the attempts that are under way have ended; none is started from now on. Calls are still answered,
     * since targets may make some before they are done. {@link #close} is all that may follow.
     *
     * @param patience in real time; attempts that take longer are left to {@link #close}
     */
    void drain(Duration patience) {
        HttpDispatcher started = startedDispatcher();
        if (started != null) {
            started.drain(patience);
        }
    }

    private synchronized @Nullable HttpDispatcher startedDispatcher() {
        return dispatcher;
    }

    /** Ends all calls and attempts and frees the port, within a few seconds; queues and tasks are gone. Idempotent. */
    @Override
    public synchronized void close() {
        closed = true;
        closeParts();
    }

    private void closeParts() {
        while (!closing.isEmpty()) {
            closing.pop().run();
        }
    }
}
