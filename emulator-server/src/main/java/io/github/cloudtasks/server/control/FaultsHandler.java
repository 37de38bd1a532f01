package io.github.cloudtasks.server.control;

import com.google.protobuf.Empty;
import io.github.cloudtasks.proto.emulator.v1.InjectedFault;
import io.github.cloudtasks.proto.emulator.v1.ListFaultsResponse;
import io.github.cloudtasks.rest.routing.RestResponse;
import io.github.cloudtasks.server.faults.ActiveFault;
import io.github.cloudtasks.server.faults.Fault;
import io.github.cloudtasks.server.faults.FaultInjector;
import io.github.cloudtasks.server.faults.FaultKind;
import io.github.cloudtasks.server.settings.FaultParser;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Handles requests to list, add and remove faults. */
final class FaultsHandler {
    private final FaultInjector faults;

    FaultsHandler(FaultInjector faults) {
        this.faults = faults;
    }

    CompletableFuture<RestResponse> list(ControlRequest request) {
        request.rejectParameters();
        ListFaultsResponse.Builder list = ListFaultsResponse.newBuilder();
        faults.all().forEach(fault -> list.addFaults(message(fault)));
        return request.with(list.build());
    }

    CompletableFuture<RestResponse> add(ControlRequest request) {
        InjectedFault wanted = request.body(InjectedFault.newBuilder()).build();
        if (!wanted.getId().isEmpty() || wanted.getInjected() != 0) {
            throw ControlException.invalid("id and injected are set by the emulator: leave them out.");
        }
        try {
            return request.with(message(faults.add(FaultParser.of(wanted.getKind(), settings(wanted)))));
        } catch (IllegalArgumentException e) {
            throw ControlException.invalid("Expected " + e.getMessage() + ".");
        } catch (IllegalStateException e) {
            throw ControlException.impossible(String.valueOf(e.getMessage()));
        }
    }

    CompletableFuture<RestResponse> removeAll(ControlRequest request) {
        request.rejectParameters();
        faults.removeAll();
        return request.with(Empty.getDefaultInstance());
    }

    CompletableFuture<RestResponse> remove(ControlRequest request) {
        request.rejectParameters();
        String id = request.request().variables().getFirst();
        if (!faults.remove(id)) {
            throw ControlException.notFound("There is no fault " + id + ". GET /emulator/v1/faults lists them.");
        }
        return request.with(Empty.getDefaultInstance());
    }

    /** Returns the settings that the request contains, as the flag has them. */
    private static Map<String, String> settings(InjectedFault wanted) {
        Map<String, String> settings = new LinkedHashMap<>();
        wanted.getAllFields().forEach((field, value) -> {
            if (!field.getName().equals("kind")) {
                // The parser knows no exponents.
                String text = value instanceof Double number && Double.isFinite(number)
                        ? BigDecimal.valueOf(number).toPlainString()
                        : String.valueOf(value);
                settings.put(field.getName(), text);
            }
        });
        return settings;
    }

    private static InjectedFault message(ActiveFault active) {
        Fault fault = active.fault();
        InjectedFault.Builder message = InjectedFault.newBuilder()
                .setId(active.id())
                .setKind(fault.kind().label())
                .setQueue(fault.queue())
                .setRate(fault.rate())
                .setCount(fault.count())
                .setSeed((int) fault.seed())
                .setInjected(active.injected());
        if (fault.kind() == FaultKind.LATENCY) {
            message.setDelay(text(fault.minDelay()) + "-" + text(fault.maxDelay()));
        }
        if (fault.kind() == FaultKind.API_ERROR) {
            message.setCode(fault.code().name()).setMethod(fault.method()).setApplied(fault.applied());
        }
        return message.build();
    }

    private static String text(Duration delay) {
        return BigDecimal.valueOf(delay.toMillis(), 3).stripTrailingZeros().toPlainString() + "s";
    }
}
