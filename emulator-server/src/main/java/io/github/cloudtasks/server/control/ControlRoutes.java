package io.github.cloudtasks.server.control;

import io.github.cloudtasks.proto.emulator.v1.Emulator;
import io.github.cloudtasks.rest.routing.Endpoint;
import io.github.cloudtasks.rest.routing.ResponseWriter;
import io.github.cloudtasks.rest.routing.RestResponse;
import io.github.cloudtasks.rest.routing.Route;
import io.github.cloudtasks.rest.routing.RouteKind;
import io.github.cloudtasks.server.credentials.LocalAccount;
import io.github.cloudtasks.server.credentials.ServiceAccountKey;
import io.github.cloudtasks.server.history.History;
import io.github.cloudtasks.server.proxy.ConnectProxy;
import io.github.cloudtasks.server.replay.TaskReplay;
import io.github.cloudtasks.server.search.TaskLookup;
import io.github.cloudtasks.server.search.TaskSearch;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The routes of the control API, all under {@code /emulator/v1}. */
public final class ControlRoutes {
    private static final String ROOT = "/emulator/v1";

    private final EmulatorControl control;
    private final LocalAccount account;
    private final @Nullable ConnectProxy proxy;
    private final String version;
    private final TimeHandler time;
    private final ResponseWriter writer;
    private final List<Route> routes = new ArrayList<>();

    private ControlRoutes(
            EmulatorControl control,
            LocalAccount account,
            @Nullable ConnectProxy proxy,
            String version,
            ResponseWriter writer) {
        this.control = control;
        this.account = account;
        this.proxy = proxy;
        this.version = version;
        this.time = new TimeHandler(control);
        this.writer = writer.with(StateJson.DEFAULTS);
    }

    /**
     * Returns the routes of the control API.
     *
     * @param account the account of the made-up key file
     * @param proxy null if it is off
     * @param version the version of the emulator, as text
     * @param memory the bytes that requests which are under way may use together
     */
    public static List<Route> of(
            EmulatorControl control,
            LocalAccount account,
            @Nullable ConnectProxy proxy,
            String version,
            long memory,
            ResponseWriter writer) {
        return new ControlRoutes(control, account, proxy, version, writer).all(memory);
    }

    private List<Route> all(long memory) {
        StateHandler state = new StateHandler(control, memory);
        add("GET", "", this::describe);
        add("POST", "/reset", state::reset);
        add("POST", "/await-idle", state::awaitIdle);
        add("GET", "/attempts", new AttemptsHandler(control.attempts())::list);
        History history = control.history();
        TaskLookup lookup = new TaskLookup(control.engine(), history.tasks());
        TaskSearch search = new TaskSearch(control.engine(), history.tasks());
        add("GET", "/queues", new QueuesHandler(control.engine(), history.tasks())::list);
        ReplayHandler replay =
                new ReplayHandler(new TaskReplay(control.cloudTasks(), lookup, history.replays()), search);
        BulkHandler bulk = new BulkHandler(control.cloudTasks(), search);
        add("GET", "/tasks", new TaskSearchHandler(search)::search);
        add("POST", "/tasks:run", bulk::run);
        add("POST", "/tasks:delete", bulk::delete);
        add("POST", "/tasks:replay", replay::all);
        add("GET", TaskHandler.PATH, new TaskHandler(lookup, history.replays())::get);
        add("POST", ReplayHandler.PATH, replay::one);
        add("GET", ClientCodeHandler.PATH, new ClientCodeHandler(lookup)::get);
        add("GET", "/events", new EventsHandler(history.events())::stream);
        add("GET", "/time", time::get);
        add("POST", "/time/freeze", time::freeze);
        add("POST", "/time/advance", time::advance);
        add("POST", "/time/resume", time::resume);
        FaultsHandler faults = new FaultsHandler(control.faults());
        add("GET", "/faults", faults::list);
        add("POST", "/faults", faults::add);
        add("DELETE", "/faults", faults::removeAll);
        add("DELETE", "/faults/{id}", faults::remove);
        SnapshotsHandler snapshots = new SnapshotsHandler(control);
        add("GET", "/snapshots", snapshots::list);
        add("POST", "/snapshots", snapshots::save);
        add("GET", "/snapshots/{name}", snapshots::get);
        add("POST", "/snapshots/{name}:restore", snapshots::restore);
        add("DELETE", "/snapshots/{name}", snapshots::delete);
        add("GET", "/service-account-key", this::serviceAccountKey);
        add("GET", "/proxy", new ProxyHandler(proxy)::get);
        add("POST", "/client-environment", new ClientEnvironmentHandler(account, proxy)::compute);
        add("GET", "/state", state::export);
        addStreaming("POST", "/state", state::seed);
        return List.copyOf(routes);
    }

    private void add(String method, String path, Function<ControlRequest, CompletableFuture<RestResponse>> work) {
        Endpoint endpoint = matched -> new ControlRequest(matched, writer).respond(work);
        routes.add(Route.of(method, ROOT + path, endpoint).as(RouteKind.CONTROL));
    }

    /** Adds a route that reads the request body as a stream. */
    private void addStreaming(
            String method, String path, Function<ControlRequest, CompletableFuture<RestResponse>> work) {
        Endpoint endpoint = Endpoint.streaming(matched -> new ControlRequest(matched, writer).respond(work));
        routes.add(Route.of(method, ROOT + path, endpoint).as(RouteKind.CONTROL));
    }

    private CompletableFuture<RestResponse> describe(ControlRequest request) {
        request.rejectParameters();
        Map<String, Long> counts = control.engine().taskCounts();
        Emulator.Builder emulator = Emulator.newBuilder()
                .setVersion(version)
                .setTime(time.time())
                .setQueueCount(counts.size())
                .setTaskCount(Math.toIntExact(
                        counts.values().stream().mapToLong(Long::longValue).sum()));
        routes.forEach(route -> emulator.addMethods(route.method() + " " + route.template()));
        return request.with(emulator.build());
    }

    private CompletableFuture<RestResponse> serviceAccountKey(ControlRequest request) {
        request.rejectParameters();
        return request.with(
                ServiceAccountKey.of(account, request.request().request().origin()));
    }
}
