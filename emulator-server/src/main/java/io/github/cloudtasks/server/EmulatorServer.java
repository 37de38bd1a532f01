package io.github.cloudtasks.server;

import io.github.cloudtasks.server.control.EmulatorControl;
import io.github.cloudtasks.server.environment.EmulatorAddress;
import io.github.cloudtasks.server.environment.EmulatorFacts;
import io.github.cloudtasks.server.history.AttemptLog;
import io.github.cloudtasks.server.history.History;
import io.github.cloudtasks.server.port.PortUnavailableException;
import io.github.cloudtasks.server.proxy.ConnectProxy;
import io.github.cloudtasks.server.settings.ListenAddress;
import io.github.cloudtasks.server.settings.ServerSettings;
import io.github.cloudtasks.server.tracing.Tracer;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A server with its own queues, tasks and port: its start, its end, and what is known of it meanwhile. Servers share
 * nothing, so several can run in one process. Thread-safe.
 */
public final class EmulatorServer implements AutoCloseable {
    private final ServerSettings settings;
    private final @Nullable Tracer tracer;
    private final ListenAddress address;
    private final MemoryShares memory;
    private final History history;
    private final ServerHealth health = new ServerHealth();
    private @Nullable ServerParts running;
    private boolean closed;

    /**
     * Creates a server that is not started yet.
     *
     * @throws IllegalArgumentException if the TLS settings contradict each other
     */
    public EmulatorServer(ServerSettings settings) {
        this(settings, null);
    }

    /**
     * Creates a server that is not started yet.
     *
     * @param tracer creates the spans of calls and attempts; the server does not close it. Null for none
     * @throws IllegalArgumentException if the TLS settings contradict each other
     */
    public EmulatorServer(ServerSettings settings, @Nullable Tracer tracer) {
        this.tracer = tracer;
        this.settings = settings.withTls(settings.tls().checked(settings.port()))
                .withProxy(settings.proxy().checked());
        this.address = new ListenAddress(settings.host(), settings.port());
        this.memory = MemoryShares.ofThisProcess(settings.history(), tracer != null);
        this.history = History.of(settings.history().keptTasks(), memory.keptTasks(), memory.events());
    }

    /**
     * Starts the server. Has no effect if it is running already. Clients can connect when this method returns. A start
     * that fails frees everything, and may be repeated.
     *
     * @return this
     * @throws PortUnavailableException if the server cannot listen on the address
     * @throws io.github.cloudtasks.server.startup.InitialQueueException if an initial queue cannot be created
     * @throws IllegalArgumentException if a certificate cannot be read, the CA certificate cannot be written, or the
     *     data directory cannot be used
     * @throws IllegalStateException after {@link #close}: a server runs once
     */
    public synchronized EmulatorServer start() throws PortUnavailableException {
        if (closed) {
            throw new IllegalStateException("the emulator was closed");
        }
        if (running == null) {
            running = new ServerAssembly(settings, tracer, memory, history, health).start();
        }
        return this;
    }

    /**
     * Returns the host from the settings. For {@code localhost} and names below it, returns 127.0.0.1, or ::1 if the
     * running server listens on no other address.
     */
    public synchronized String host() {
        if (running != null) {
            return running.host();
        }
        return address.isLocalhost() ? address.callable().host() : address.host();
    }

    /**
     * Returns the port that the server listens on, never 0.
     *
     * @throws IllegalStateException before the start
     */
    public int port() {
        return started().port().port();
    }

    /**
     * Returns the address at which clients on this machine reach the server.
     *
     * @throws IllegalStateException before the start
     */
    public ListenAddress callableAddress() {
        return started().callableAddress();
    }

    /**
     * Returns the ports that also accept TLS: none without TLS, otherwise the main port and the second port, if any.
     *
     * @throws IllegalStateException before the start
     */
    public List<Integer> tlsPorts() {
        List<Integer> ports = started().port().ports();
        return settings.tls().isOn() ? ports : List.of();
    }

    /**
     * Returns the certificate of the authority that clients of the proxy have to trust, in PEM.
     *
     * @return null without {@code --proxy}, and before the start
     */
    public synchronized @Nullable String proxyAuthority() {
        ConnectProxy proxy = running == null ? null : running.proxy();
        return proxy == null ? null : proxy.certificatePem();
    }

    /**
     * Returns what unmodified clients on this machine need.
     *
     * @throws IllegalStateException before the start
     */
    public EmulatorFacts facts() {
        EmulatorAddress seen = EmulatorAddress.parse(callableAddress().toString());
        String authority = proxyAuthority();
        return EmulatorFacts.of(seen, started().account(), authority == null ? "" : authority);
    }

    private synchronized ServerParts started() {
        if (running == null) {
            throw new IllegalStateException("the emulator has not been started");
        }
        return running;
    }

    /** Returns the attempt log, which exists before the start and after the end too. */
    public AttemptLog attempts() {
        return history.attempts();
    }

    /**
     * Returns the control of the running server.
     *
     * @throws IllegalStateException before the start and after {@link #close}
     */
    public synchronized EmulatorControl control() {
        if (closed) {
            throw new IllegalStateException("the emulator was closed");
        }
        return started().control();
    }

    /**
     * Starts no further attempts, and waits until the attempts in flight have ended. API calls are still served,
     * because targets may make some before they respond, but health checks report that the server is not ready. Only
     * {@link #close} may follow.
     *
     * @param timeout in real time; {@link #close} ends the attempts that take longer
     */
    public void drain(Duration timeout) {
        ServerParts draining = running();
        if (draining != null) {
            health.drain();
            draining.dispatcher().drain(timeout);
        }
    }

    private synchronized @Nullable ServerParts running() {
        return running;
    }

    /**
     * Ends all calls and attempts within a few seconds and frees the port. Without a data directory, queues and tasks
     * are lost. Idempotent.
     */
    @Override
    public synchronized void close() {
        closed = true;
        if (running != null) {
            running.close();
        }
    }
}
