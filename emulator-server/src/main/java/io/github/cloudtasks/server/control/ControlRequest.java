package io.github.cloudtasks.server.control;

import com.fasterxml.jackson.databind.JsonNode;
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
import io.github.cloudtasks.rest.routing.StreamedBody;
import io.github.cloudtasks.rest.routing.SystemParameters;
import io.github.cloudtasks.server.startup.InitialQueueException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
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

/** A request to the control API, with methods that read its parameters and build its response. */
record ControlRequest(MatchedRequest request, ResponseWriter writer) {
    private static final JsonReader READER = new JsonReader(TypeRegistry.getEmptyTypeRegistry());
    private static final int HTTP_OK = 200;
    private static final Executor BACKGROUND =
            work -> Thread.ofVirtual().name("control").start(work);

    /** Reads the JSON body into a message. A missing body is an empty message. */
    <B extends Message.Builder> B body(B into) {
        request.rejectParameters();
        READER.read(request.request().body(), into);
        return into;
    }

    /** Rejects all query parameters. */
    void rejectParameters() {
        request.rejectParameters();
    }

    /** Returns the value of a query parameter; empty if it is missing. */
    String parameter(String name) {
        String value = request.query().first(name);
        return value == null ? "" : value;
    }

    /** Rejects query parameters with other names, so that typing errors are noticed. */
    void allowParameters(Set<String> names) {
        for (QueryParameters.Parameter parameter : request.methodParameters()) {
            if (!names.contains(parameter.name())) {
                throw ControlException.invalid("There is no parameter \"" + parameter.name() + "\"; there are "
                        + String.join(", ", names.stream().sorted().toList()) + ".");
            }
        }
    }

    /** Returns a response with this message. */
    CompletableFuture<RestResponse> with(Message message) {
        return CompletableFuture.completedFuture(write(message));
    }

    /** Returns a response with this JSON. */
    CompletableFuture<RestResponse> with(JsonNode document) {
        return CompletableFuture.completedFuture(writer.write(document, request.parameters()));
    }

    private RestResponse write(Message message) {
        return writer.write(message, request.parameters());
    }

    /**
     * Returns the response for the result of a stage.
     *
     * @param timeoutMessage supplies the error message if {@code timeout} elapses
     */
    <T extends @Nullable Object> CompletableFuture<RestResponse> when(
            CompletableFuture<T> stage,
            Duration timeout,
            Supplier<String> timeoutMessage,
            Function<T, Message> message) {
        CompletableFuture<RestResponse> response = stage.thenApply(done -> write(message.apply(done)))
                .orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                .exceptionally(thrown -> failed(thrown, timeoutMessage));
        // Cancels the stage after a timeout, and when the client has disconnected.
        CompletableFuture<RestResponse> unused = response.whenComplete((given, failure) -> stage.cancel(false));
        return response;
    }

    /**
     * Returns the response for work that may take long, such as exporting 100,000 tasks. Runs it outside the event
     * loop.
     */
    CompletableFuture<RestResponse> inBackground(Supplier<Message> work) {
        return writer.whenStored(() -> write(work.get()), BACKGROUND).exceptionally(thrown -> failed(thrown, () -> ""));
    }

    /** Returns the body as a stream, for a request to a route that reads it so. */
    InputStream bodyStream() {
        return request.request().bodyStream();
    }

    /** Writes JSON in the style that the system parameters request. */
    @FunctionalInterface
    interface StreamedJson {
        void writeTo(OutputStream out, SystemParameters parameters) throws IOException;
    }

    /** Returns a response that is written while the client receives it, in the format that it requests. */
    CompletableFuture<RestResponse> streamed(StreamedJson json, StreamedBody protobuf) {
        return CompletableFuture.completedFuture(
                request.parameters().format() == SystemParameters.Format.PROTOBUF
                        ? RestResponse.streamed(HTTP_OK, RestResponse.PROTOBUF, protobuf)
                        : RestResponse.streamed(
                                HTTP_OK, RestResponse.JSON, out -> json.writeTo(out, request.parameters())));
    }

    /** Returns the response of {@code work}. Converts exceptions that the caller can act on to error responses. */
    CompletableFuture<RestResponse> respond(Function<ControlRequest, CompletableFuture<RestResponse>> work) {
        try {
            return work.apply(this);
        } catch (ControlException | ApiException e) {
            return CompletableFuture.completedFuture(failed(e, () -> ""));
        }
    }

    private RestResponse failed(Throwable thrown, Supplier<String> timeoutMessage) {
        Throwable cause =
                thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
        return switch (cause) {
            case TimeoutException timeout ->
                ControlException.timedOut(timeoutMessage.get()).response();
            case NeverIdleException e -> ControlException.impossible(e.reason()).response();
            case CancellationException cancelled ->
                ControlException.impossible(message(cancelled)).response();
            case ControlException e -> e.response();
            case InitialQueueException e ->
                ControlException.impossible(String.valueOf(e.getMessage())).response();
            case ApiException e ->
                throw StatusMapper.toStatus(e, request.request().path());
            default -> throw new CompletionException(cause);
        };
    }

    private static String message(CancellationException cancelled) {
        return cancelled.getMessage() == null
                ? "The emulator was reset, or a snapshot was restored, meanwhile."
                : cancelled.getMessage();
    }
}
