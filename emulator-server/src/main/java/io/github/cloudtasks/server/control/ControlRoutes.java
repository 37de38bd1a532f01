package io.github.cloudtasks.server.control;

import io.github.cloudtasks.proto.emulator.v1.Emulator;
import io.github.cloudtasks.rest.routing.ResponseWriter;
import io.github.cloudtasks.rest.routing.RestResponse;
import io.github.cloudtasks.rest.routing.Route;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** The paths of the test control, all under {@code /emulator/v1}. */
public final class ControlRoutes {
    private static final String ROOT = "/emulator/v1";

    private final EmulatorControl control;
    private final String version;
    private final TimeHandler times;
    private final ResponseWriter representation;
    private final List<Route> routes = new ArrayList<>();

    private ControlRoutes(EmulatorControl control, String version, ResponseWriter representation) {
        this.control = control;
        this.version = version;
        this.times = new TimeHandler(control);
        this.representation = representation;
    }

    /**
     * Where what can be called.
     *
     * @param version of the emulator, in words
     */
    public static List<Route> of(EmulatorControl control, String version, ResponseWriter representation) {
        return new ControlRoutes(control, version, representation).all();
    }

    private List<Route> all() {
        StateHandler states = new StateHandler(control);
        add("GET", "", this::describe);
        add("POST", "/reset", states::reset);
        add("POST", "/await-idle", states::awaitIdle);
        add("GET", "/attempts", new AttemptsHandler(control.attempts())::list);
        add("GET", "/time", times::get);
        add("POST", "/time/freeze", times::freeze);
        add("POST", "/time/advance", times::advance);
        add("POST", "/time/resume", times::resume);
        add("GET", "/state", states::export);
        add("POST", "/state", states::seed);
        return List.copyOf(routes);
    }

    private void add(String method, String path, Function<ControlRequest, CompletableFuture<RestResponse>> work) {
        routes.add(Route.of(method, ROOT + path, call -> new ControlRequest(call, representation).answer(work)));
    }

    private CompletableFuture<RestResponse> describe(ControlRequest call) {
        call.call().rejectParameters();
        Map<String, Long> counts = control.engine().taskCounts();
        Emulator.Builder emulator = Emulator.newBuilder()
                .setVersion(version)
                .setTime(times.time())
                .setQueueCount(counts.size())
                .setTaskCount(Math.toIntExact(
                        counts.values().stream().mapToLong(Long::longValue).sum()));
        routes.forEach(route -> emulator.addMethods(route.method() + " " + route.template()));
        return call.with(emulator.build());
    }
}
