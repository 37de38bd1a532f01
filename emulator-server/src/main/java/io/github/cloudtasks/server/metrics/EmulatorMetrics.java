package io.github.cloudtasks.server.metrics;

import io.github.cloudtasks.engine.EngineAdmin;
import io.github.cloudtasks.event.EventListener;
import io.github.cloudtasks.grpc.load.HeavyWork;
import io.github.cloudtasks.grpc.rpc.CallListener;
import io.github.cloudtasks.rest.routing.Endpoint;
import io.github.cloudtasks.rest.routing.MatchedRequest;
import io.github.cloudtasks.rest.routing.RestResponse;
import io.github.cloudtasks.rest.routing.Route;
import io.github.cloudtasks.rest.routing.RouteKind;
import io.github.cloudtasks.server.faults.FaultInjector;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The metrics of one emulator: counts events and calls, and returns the page {@code /metrics}. Thread-safe.
 *
 * <p>The Prometheus library is loaded by the first scrape, so that it costs nothing at the start.
 */
public final class EmulatorMetrics {
    private static final String PATH = "/metrics";

    private final QueueCounterTable queues = new QueueCounterTable();
    private final ApiCallCounters calls = new ApiCallCounters();
    private final String version;
    private @Nullable MetricsPage page;

    /**
     * Creates metrics that have counted nothing.
     *
     * @param version the version of the emulator, as text
     */
    public EmulatorMetrics(String version) {
        this.version = version;
    }

    /** Returns the listener that counts the events of the engine. */
    public EventListener events() {
        return queues;
    }

    /** Returns the listener that counts the calls of the API. */
    public CallListener calls() {
        return calls;
    }

    /** Returns the routes of {@code /metrics}. Query parameters are ignored: Prometheus may be configured with any. */
    public List<Route> routes(EngineAdmin engine, FaultInjector faults) {
        // All queues are visited, and the text may be large.
        Endpoint endpoint =
                matched -> CompletableFuture.supplyAsync(() -> respond(matched, engine, faults), HeavyWork.executor());
        return Stream.of("GET", "HEAD")
                .map(method -> Route.of(method, PATH, endpoint).as(RouteKind.CONTROL))
                .toList();
    }

    private RestResponse respond(MatchedRequest matched, EngineAdmin engine, FaultInjector faults) {
        return page(engine, faults).response(matched.request().headers().get(HttpHeaderNames.ACCEPT));
    }

    private synchronized MetricsPage page(EngineAdmin engine, FaultInjector faults) {
        if (page == null) {
            page = new MetricsPage(new EmulatorSnapshots(version, engine, queues, calls, faults));
        }
        return page;
    }
}
