package io.github.cloudtasks.server;

import io.github.cloudtasks.dispatch.Dispatcher;
import io.github.cloudtasks.dispatcher.DispatcherSettings;
import io.github.cloudtasks.dispatcher.HttpDispatcher;
import io.github.cloudtasks.dispatcher.request.AuthorizationProvider;
import io.github.cloudtasks.engine.CloudTasks;
import io.github.cloudtasks.engine.spec.Limits;
import io.github.cloudtasks.event.EventListener;
import io.github.cloudtasks.grpc.ApiVersions;
import io.github.cloudtasks.grpc.load.MemoryBudget;
import io.github.cloudtasks.grpc.rpc.ApiVersion;
import io.github.cloudtasks.grpc.rpc.CallListener;
import io.github.cloudtasks.grpc.rpc.CallListenerInterceptor;
import io.github.cloudtasks.grpc.rpc.CallTracer;
import io.github.cloudtasks.grpc.rpc.CallTracerInterceptor;
import io.github.cloudtasks.grpc.rpc.GrpcServices;
import io.github.cloudtasks.rest.RestApi;
import io.github.cloudtasks.rest.access.AccessPolicy;
import io.github.cloudtasks.rest.http.ConnectionLimits;
import io.github.cloudtasks.rest.routing.ResponseWriter;
import io.github.cloudtasks.rest.routing.Route;
import io.github.cloudtasks.server.appengine.ApplicationRoutes;
import io.github.cloudtasks.server.appengine.ServiceUsageRoutes;
import io.github.cloudtasks.server.console.ConsoleRoutes;
import io.github.cloudtasks.server.control.ControlRoutes;
import io.github.cloudtasks.server.control.EmulatorControl;
import io.github.cloudtasks.server.credentials.LocalAccount;
import io.github.cloudtasks.server.credentials.TokenRoutes;
import io.github.cloudtasks.server.environment.EmulatorAddress;
import io.github.cloudtasks.server.environment.EmulatorFacts;
import io.github.cloudtasks.server.faults.FaultInjector;
import io.github.cloudtasks.server.faults.FaultyApi;
import io.github.cloudtasks.server.faults.FaultyDispatcher;
import io.github.cloudtasks.server.history.AttemptLog;
import io.github.cloudtasks.server.history.History;
import io.github.cloudtasks.server.history.PayloadLog;
import io.github.cloudtasks.server.metadata.MetadataRoutes;
import io.github.cloudtasks.server.metrics.EmulatorMetrics;
import io.github.cloudtasks.server.port.ApiServices;
import io.github.cloudtasks.server.port.HostLookup;
import io.github.cloudtasks.server.port.OriginInterceptor;
import io.github.cloudtasks.server.port.PortServer;
import io.github.cloudtasks.server.port.PortUnavailableException;
import io.github.cloudtasks.server.proxy.ConnectProxy;
import io.github.cloudtasks.server.proxy.InterceptedHosts;
import io.github.cloudtasks.server.settings.ListenAddress;
import io.github.cloudtasks.server.settings.ServerSettings;
import io.github.cloudtasks.server.settings.SettingsTable;
import io.github.cloudtasks.server.tls.ProxyAuthority;
import io.github.cloudtasks.server.tls.ServerTls;
import io.github.cloudtasks.server.tracing.Tracer;
import io.github.cloudtasks.server.tracing.TracingDispatcher;
import io.github.cloudtasks.time.SystemTimeline;
import io.grpc.ServerServiceDefinition;
import java.net.Inet4Address;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The composition root: creates the engine, the dispatcher, the APIs and the port, and closes them in reverse order.
 * Servers share nothing, so several can run in one process. Thread-safe.
 */
public final class EmulatorServer implements AutoCloseable {
    private final ServerSettings settings;
    private final @Nullable Tracer tracer;
    private final ListenAddress address;
    private final MemoryShares memory;
    private final History history;
    private final ServerHealth health = new ServerHealth();
    private final EmulatorMetrics metrics = new EmulatorMetrics(EmulatorVersion.text());

    /** Close actions of the running parts. The part that was created last is closed first. */
    private final Deque<Runnable> closeActions = new ArrayDeque<>();

    private @Nullable PortServer portServer;
    private @Nullable HttpDispatcher dispatcher;
    private @Nullable EmulatorControl control;
    private @Nullable ConnectProxy proxy;
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
        if (portServer == null) {
            try {
                portServer = startParts();
            } finally {
                if (portServer == null) {
                    closeParts();
                }
            }
        }
        return this;
    }

    private PortServer startParts() throws PortUnavailableException {
        ServerTls tls = ServerTls.of(settings.tls(), address.host());
        SystemTimeline timeline = new SystemTimeline();
        closeActions.push(timeline::close);
        StoredState stored = StoredState.open(settings.storage(), timeline::now);
        closeActions.push(stored::close);
        // Targets verify tokens by the system clock, even if a test has moved the emulator's clock.
        OpenIdProvider openId = new OpenIdProvider(settings.tokens(), InstantSource.system());
        HttpDispatcher startedDispatcher = HttpDispatcher.start(withTokens(openId));
        closeActions.push(startedDispatcher::close);
        dispatcher = startedDispatcher;
        // Counts precede the log of attempts, so that a test which has waited for an attempt finds it counted.
        List<EventListener> listeners = new ArrayList<>(List.of(metrics.events()));
        listeners.addAll(history.listeners());
        if (settings.history().logPayloads()) {
            listeners.add(new PayloadLog());
        }
        FaultInjector faults = new FaultInjector(settings.faults());
        Dispatcher faulty = new FaultyDispatcher(startedDispatcher, faults, EmulatorServer::after);
        Dispatcher traced = traced(faulty, listeners);
        CloudTasks engine = new CloudTasks(limits(), timeline, traced, stored.journal(), listeners)
                .withAppIn(settings.queues().location());
        List<ApiVersion> versions = ApiVersions.of(engine);
        Runnable createInitialQueues = () -> settings.queues().createIn(engine, versions);
        if (stored.isKept()) {
            stored.loadInto(engine, history.tasks());
            settings.queues().createMissingIn(engine, new CloudTasks(limits(), timeline, traced));
        } else {
            createInitialQueues.run();
        }
        EmulatorControl newControl = new EmulatorControl(
                engine, timeline, history, faults, stored.snapshots(engine.admin()), createInitialQueues);
        control = newControl;
        ConnectProxy newProxy = settings.proxy().isOn() ? openProxy() : null;
        proxy = newProxy;
        AccessPolicy access = settings.accessPolicy(newProxy == null ? List.of() : newProxy.intercepted());
        MemoryBudget underWay = memory.budget();
        List<ApiVersion> called = new FaultyApi(faults).of(versions);
        CallListener calls = metrics.calls().and(history.calls(timeline::now));
        RestApi rest = new RestApi(
                called,
                openId.documents(),
                settings.functions(),
                writer -> routes(newControl, versions, openId, writer),
                access,
                ConnectionLimits.DEFAULT,
                underWay,
                calls,
                tracer == null ? CallTracer.NONE : tracer,
                engine.journal());
        List<ServerServiceDefinition> grpc = new CallListenerInterceptor(calls)
                .intercept(new OriginInterceptor(access)
                        .intercept(GrpcServices.of(called, underWay, health.grpc(), engine.journal())));
        if (tracer != null) {
            grpc = new CallTracerInterceptor(tracer).intercept(grpc);
        }
        PortServer opened = openPort(new ApiServices(grpc, rest::addTo, rest::addTo, newProxy), tls);
        closeActions.push(opened::close);
        closeActions.push(newControl::close);
        ListenAddress callable = new ListenAddress(host(opened), opened.port()).callable();
        openId.listensAt(callable);
        if (newProxy != null) {
            newProxy.listensAt(callable, opened.ports());
        }
        if (tls != null) {
            // Only once the port is ours: another running emulator may have written the same file.
            tls.publish();
        }
        closeActions.push(health::drain);
        return opened;
    }

    /** Returns a dispatcher that creates spans, if there is a tracer, and adds the listener that it needs. */
    private Dispatcher traced(Dispatcher dispatching, List<EventListener> listeners) {
        if (tracer == null) {
            return dispatching;
        }
        TracingDispatcher tracing = new TracingDispatcher(dispatching, tracer, memory.traces());
        listeners.add(tracing.events());
        return tracing;
    }

    private ConnectProxy openProxy() {
        InterceptedHosts hosts = new InterceptedHosts(
                settings.proxy().universeDomain(), settings.proxy().interceptsTokens());
        ProxyAuthority authority = ProxyAuthority.open(settings.proxy(), hosts.all(), InstantSource.system());
        return new ConnectProxy(settings.proxy(), hosts, authority);
    }

    private static Executor after(Duration delay) {
        return CompletableFuture.delayedExecutor(delay.toMillis(), TimeUnit.MILLISECONDS);
    }

    private List<Route> routes(
            EmulatorControl newControl, List<ApiVersion> versions, OpenIdProvider openId, ResponseWriter writer) {
        List<Route> routes = new ArrayList<>(health.routes());
        LocalAccount account = account();
        routes.addAll(MetadataRoutes.start(ConsoleRoutes.start(RestApi.startDocument(versions, writer))));
        routes.addAll(MetadataRoutes.of(account, openId.tokens()));
        routes.addAll(ApplicationRoutes.of(account.location(), writer));
        routes.addAll(ServiceUsageRoutes.of(writer));
        routes.addAll(TokenRoutes.of(account, openId.tokens(), writer));
        routes.addAll(ConsoleRoutes.files());
        routes.addAll(metrics.routes(newControl.engine(), newControl.faults()));
        routes.addAll(ControlRoutes.of(newControl, account, proxy, EmulatorVersion.text(), memory.underWay(), writer));
        return routes;
    }

    /** Returns the limits of the settings, with a limit of the stored data that fits into the heap. */
    private Limits limits() {
        Limits limits = settings.limits();
        return limits.storedBytes() == Long.MAX_VALUE ? limits.withStoredBytes(memory.stored()) : limits;
    }

    private PortServer openPort(ApiServices services, @Nullable ServerTls tls) throws PortUnavailableException {
        Integer tlsPort = settings.tls().port();
        ListenAddress second = tlsPort == null ? null : new ListenAddress(address.host(), tlsPort);
        return PortServer.open(address, second, HostLookup.SYSTEM, services, tls, PortServer.Timeouts.DEFAULT);
    }

    private DispatcherSettings withTokens(OpenIdProvider openId) {
        DispatcherSettings dispatching = settings.dispatching().withNames(SettingsTable.DISPATCHER_NAMES);
        boolean replaced = !dispatching.authorizationProvider().equals(AuthorizationProvider.NONE);
        return replaced ? dispatching : dispatching.withAuthorizationProvider(openId.tokens());
    }

    /**
     * Returns the host from the settings. For {@code localhost} and names below it, returns 127.0.0.1, or ::1 if the
     * running server listens on no other address.
     */
    public synchronized String host() {
        return host(portServer);
    }

    private String host(@Nullable PortServer running) {
        if (running != null && address.isLocalhost()) {
            return running.address().getAddress() instanceof Inet4Address
                    ? address.callable().host()
                    : "::1";
        }
        return address.isLocalhost() ? address.callable().host() : address.host();
    }

    /**
     * Returns the port that the server listens on, never 0.
     *
     * @throws IllegalStateException before the start
     */
    public int port() {
        return started().port();
    }

    /**
     * Returns the address at which clients on this machine reach the server.
     *
     * @throws IllegalStateException before the start
     */
    public ListenAddress callableAddress() {
        return new ListenAddress(host(), port()).callable();
    }

    /**
     * Returns the ports that also accept TLS: none without TLS, otherwise the main port and the second port, if any.
     *
     * @throws IllegalStateException before the start
     */
    public List<Integer> tlsPorts() {
        List<Integer> ports = started().ports();
        return settings.tls().isOn() ? ports : List.of();
    }

    /**
     * Returns the certificate of the authority that clients of the proxy have to trust, in PEM.
     *
     * @return null without {@code --proxy}, and before the start
     */
    public synchronized @Nullable String proxyAuthority() {
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
        return EmulatorFacts.of(seen, account(), authority == null ? "" : authority);
    }

    private LocalAccount account() {
        return new LocalAccount(settings.queues().project(), settings.queues().location());
    }

    private synchronized PortServer started() {
        if (portServer == null) {
            throw new IllegalStateException("the emulator has not been started");
        }
        return portServer;
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
        if (control == null || portServer == null) {
            throw new IllegalStateException("the emulator has not been started");
        }
        return control;
    }

    /**
     * Starts no further attempts, and waits until the attempts in flight have ended. API calls are still served,
     * because targets may make some before they respond, but health checks report that the server is not ready. Only
     * {@link #close} may follow.
     *
     * @param timeout in real time; {@link #close} ends the attempts that take longer
     */
    public void drain(Duration timeout) {
        HttpDispatcher running = runningDispatcher();
        if (running != null) {
            health.drain();
            running.drain(timeout);
        }
    }

    private synchronized @Nullable HttpDispatcher runningDispatcher() {
        return dispatcher;
    }

    /**
     * Ends all calls and attempts within a few seconds and frees the port. Without a data directory, queues and tasks
     * are lost. Idempotent.
     */
    @Override
    public synchronized void close() {
        closed = true;
        closeParts();
    }

    private void closeParts() {
        while (!closeActions.isEmpty()) {
            closeActions.pop().run();
        }
    }
}
