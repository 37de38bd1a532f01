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
import io.github.cloudtasks.server.faults.FaultInjector;
import io.github.cloudtasks.server.faults.FaultyApi;
import io.github.cloudtasks.server.faults.FaultyDispatcher;
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

/** The composition root: creates the parts of a server and connects them. Is used once, by one thread. */
final class ServerAssembly {
    private final ServerSettings settings;
    private final @Nullable Tracer tracer;
    private final ListenAddress address;
    private final LocalAccount account;
    private final MemoryShares memory;
    private final History history;
    private final ServerHealth health;
    private final EmulatorMetrics metrics = new EmulatorMetrics(EmulatorVersion.text());

    /** Close actions of the parts. The part that was created last is closed first. */
    private final Deque<Runnable> closeActions = new ArrayDeque<>();

    /**
     * Creates an assembly.
     *
     * @param settings checked settings
     * @param tracer creates the spans of calls and attempts; null for none
     */
    ServerAssembly(
            ServerSettings settings,
            @Nullable Tracer tracer,
            MemoryShares memory,
            History history,
            ServerHealth health) {
        this.settings = settings;
        this.tracer = tracer;
        this.address = new ListenAddress(settings.host(), settings.port());
        this.account =
                new LocalAccount(settings.queues().project(), settings.queues().location());
        this.memory = memory;
        this.history = history;
        this.health = health;
    }

    /** Starts all parts. If one cannot be started, the others are closed. */
    ServerParts start() throws PortUnavailableException {
        ServerParts running = null;
        try {
            running = open();
            return running;
        } finally {
            if (running == null) {
                ServerParts.close(closeActions);
            }
        }
    }

    private ServerParts open() throws PortUnavailableException {
        ServerTls tls = ServerTls.of(settings.tls(), address.host());
        SystemTimeline timeline = new SystemTimeline();
        closeActions.push(timeline::close);
        StoredState stored = StoredState.open(settings.storage(), timeline::now);
        closeActions.push(stored::close);
        // Targets verify tokens by the system clock, even if a test has moved the emulator's clock.
        OpenIdProvider openId = new OpenIdProvider(settings.tokens(), InstantSource.system());
        HttpDispatcher dispatcher = HttpDispatcher.start(withTokens(openId));
        closeActions.push(dispatcher::close);
        // Counts precede the log of attempts, so that a test which has waited for an attempt finds it counted.
        List<EventListener> listeners = new ArrayList<>(List.of(metrics.events()));
        listeners.addAll(history.listeners());
        if (settings.history().logPayloads()) {
            listeners.add(new PayloadLog());
        }
        FaultInjector faults = new FaultInjector(settings.faults());
        Dispatcher faulty = new FaultyDispatcher(dispatcher, faults, ServerAssembly::after);
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
        EmulatorControl control = new EmulatorControl(
                engine, timeline, history, faults, stored.snapshots(engine.admin()), createInitialQueues);
        ConnectProxy proxy = settings.proxy().isOn() ? openProxy() : null;
        AccessPolicy access = settings.accessPolicy(proxy == null ? List.of() : proxy.intercepted());
        MemoryBudget underWay = memory.budget();
        List<ApiVersion> called = new FaultyApi(faults).of(versions);
        CallListener calls = metrics.calls().and(history.calls(timeline::now));
        RestApi rest = new RestApi(
                called,
                openId.documents(),
                settings.functions(),
                writer -> routes(control, proxy, versions, openId, writer),
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
        PortServer port = openPort(new ApiServices(grpc, rest::addTo, rest::addTo, proxy), tls);
        closeActions.push(port::close);
        closeActions.push(control::close);
        ServerParts running = new ServerParts(address, account, port, dispatcher, control, proxy, closeActions);
        ListenAddress callable = running.callableAddress();
        openId.listensAt(callable);
        if (proxy != null) {
            proxy.listensAt(callable, port.ports());
        }
        if (tls != null) {
            // Only once the port is ours: another running emulator may have written the same file.
            tls.publish();
        }
        closeActions.push(health::drain);
        return running;
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
            EmulatorControl control,
            @Nullable ConnectProxy proxy,
            List<ApiVersion> versions,
            OpenIdProvider openId,
            ResponseWriter writer) {
        List<Route> routes = new ArrayList<>(health.routes());
        routes.addAll(MetadataRoutes.start(ConsoleRoutes.start(RestApi.startDocument(versions, writer))));
        routes.addAll(MetadataRoutes.of(account, openId.tokens()));
        routes.addAll(ApplicationRoutes.of(account.location(), writer));
        routes.addAll(ServiceUsageRoutes.of(writer));
        routes.addAll(TokenRoutes.of(account, openId.tokens(), writer));
        routes.addAll(ConsoleRoutes.files());
        routes.addAll(metrics.routes(control.engine(), control.faults()));
        routes.addAll(ControlRoutes.of(control, account, proxy, EmulatorVersion.text(), memory.underWay(), writer));
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
}
