package io.github.cloudtasks.server.control;

import com.google.protobuf.Message;
import com.google.protobuf.TypeRegistry;
import io.github.cloudtasks.engine.NeverIdleException;
import io.github.cloudtasks.grpc.rpc.StatusMapper;
import io.github.cloudtasks.model.ApiException;
import io.github.cloudtasks.rest.json.JsonReader;
import io.github.cloudtasks.rest.routing.MatchedRequest;
import io.github.cloudtasks.rest.routing.QueryParameters;
import io.github.cloudtasks.rest.routing.ResponseWriter;
import io.github.cloudtasks.rest.routing.RestResponse;
import io.github.cloudtasks.server.startup.InitialQueueException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One call of the test control: what it brings, and how it is answered. */
record ControlRequest(MatchedRequest call, ResponseWriter representation) {
    private static final JsonReader READER = new JsonReader(TypeRegistry.getEmptyTypeRegistry());
    private static final Executor ASIDE =
            work -> Thread.ofVirtual().name("control").start(work);

    /** The body, which has the fields of this message; none is as good as an empty one. */
    <B extends Message.Builder> B body(B into) {
        call.rejectParameters();
        READER.read(call.request().body(), into);
        return into;
    }

    /** The value of a query parameter; empty if it is missing. */
    String parameter(String name) {
        String value = call.query().first(name);
        return value == null ? "" : value;
    }

    /** Refuses query parameters of other names, so that a slip of the pen is noticed. */
    void allowParameters(Set<String> names) {
        for (QueryParameters.Parameter parameter : call.methodParameters()) {
            if (!names.contains(parameter.name())) {
                throw ControlException.invalid("There is no parameter \"" + parameter.name() + "\"; there are "
                        + String.join(", ", names.stream().sorted().toList()) + ".");
            }
        }
    }

    /** The response with this message. */
    CompletableFuture<RestResponse> with(Message message) {
        return CompletableFuture.completedFuture(write(message));
    }

    private RestResponse write(Message message) {
        return representation.write(message, call.parameters());
    }

    /**
     * The response when a stage is done.
     *
     * @param late the sentence about what is missing when {@code timeout} has passed
     */
    <T extends @Nullable Object> CompletableFuture<RestResponse> when(
            CompletableFuture<T> stage, Duration timeout, Supplier<String> late, Function<T, Message> message) {
        CompletableFuture<RestResponse> response = stage.thenApply(done -> write(message.apply(done)))
                .orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                .exceptionally(thrown -> failed(thrown, late));
        // Whoever waits no longer, be it for the timeout or because the client has gone, lets the stage go.
        CompletableFuture<RestResponse> unused = response.whenComplete((given, failure) -> stage.cancel(false));
        return response;
    }

    /**
     * The response when work is done that may take a while, such as one on a hundred thousand tasks: not on an event
     * loop.
     */
    CompletableFuture<RestResponse> aside(Supplier<Message> work) {
        return CompletableFuture.supplyAsync(work, ASIDE)
                .thenApply(this::write)
                .exceptionally(thrown -> failed(thrown, () -> ""));
    }

    /** Answers, with an error where {@code work} throws one that the caller can do something about. */
    CompletableFuture<RestResponse> answer(Function<ControlRequest, CompletableFuture<RestResponse>> work) {
        try {
            return work.apply(this);
        } catch (ControlException | ApiException e) {
            return CompletableFuture.completedFuture(failed(e, () -> ""));
        }
    }

    private RestResponse failed(Throwable thrown, Supplier<String> late) {
        Throwable cause =
                thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
        return switch (cause) {
            case TimeoutException timeout -> ControlException.late(late.get()).response();
            case NeverIdleException stuck ->
                ControlException.never(stuck.reason()).response();
            case CancellationException cancelled ->
                ControlException.never(gone(cancelled)).response();
            case ControlException failure -> failure.response();
            case InitialQueueException wrong ->
                ControlException.never(String.valueOf(wrong.getMessage())).response();
            case ApiException e -> throw StatusMapper.toStatus(e, call.request().path());
            default -> throw new CompletionException(cause);
        };
    }

    private static String gone(CancellationException cancelled) {
        return cancelled.getMessage() == null ? "The emulator was reset meanwhile." : cancelled.getMessage();
    }
}
