package io.github.cloudtasks.rest.routing;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.Message;
import com.google.protobuf.TypeRegistry;
import com.google.protobuf.UnknownFieldSet;
import com.google.rpc.Status;
import io.github.cloudtasks.grpc.load.HeavyWork;
import io.github.cloudtasks.grpc.mask.FieldSelection;
import io.github.cloudtasks.grpc.rpc.ListResponse;
import io.github.cloudtasks.grpc.rpc.Rpc;
import io.github.cloudtasks.journal.Journal;
import io.github.cloudtasks.rest.errors.ErrorCode;
import io.github.cloudtasks.rest.json.GoogleJson;
import io.github.cloudtasks.rest.json.JsonTrees;
import io.github.cloudtasks.rest.json.JsonWriter;
import io.github.cloudtasks.rest.json.JsonWriter.Defaults;
import io.github.cloudtasks.rest.routing.SystemParameters.Format;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Writes responses in the format that the system parameters request. Thread-safe. */
public final class ResponseWriter {
    private static final int HTTP_OK = 200;

    /** A function that writes one JSON value. */
    @FunctionalInterface
    private interface Content {
        void writeTo(JsonGenerator json) throws IOException;
    }

    private final TypeRegistry types;
    private final Defaults defaults;
    private final Journal journal;

    /**
     * Creates a writer that omits default values, for state that is not stored.
     *
     * @param types the types that an {@code Any} in a response may contain
     */
    public ResponseWriter(TypeRegistry types) {
        this(types, Journal.NONE);
    }

    /**
     * Creates a writer that omits default values.
     *
     * @param types the types that an {@code Any} in a response may contain
     * @param journal receives the changes that responses wait for
     */
    public ResponseWriter(TypeRegistry types, Journal journal) {
        this(types, Defaults.OMITTED, journal);
    }

    private ResponseWriter(TypeRegistry types, Defaults defaults, Journal journal) {
        this.types = types;
        this.defaults = defaults;
        this.journal = journal;
    }

    /** Returns a writer that writes some default values without being asked for them. */
    public ResponseWriter with(Defaults others) {
        return new ResponseWriter(types, others, journal);
    }

    /**
     * Returns the response of a call that this thread has handled, once its changes are stored. It fails with an
     * {@link io.github.cloudtasks.model.ApiException} if they cannot be stored at the moment.
     *
     * @param response cancelled if the returned future is cancelled
     */
    public CompletableFuture<RestResponse> whenStored(CompletableFuture<RestResponse> response) {
        CompletableFuture<Void> pending = journal.pending();
        if (pending == null) {
            return response;
        }
        CompletableFuture<RestResponse> stored = pending.thenCompose(done -> response);
        CompletableFuture<RestResponse> unused = stored.whenComplete((given, failure) -> response.cancel(false));
        return stored;
    }

    /** Makes a response on another thread, and returns it once the changes of this work are stored. */
    public CompletableFuture<RestResponse> whenStored(Supplier<RestResponse> work, Executor executor) {
        return CompletableFuture.supplyAsync(() -> new Unstored(work.get(), journal.pending()), executor)
                .thenCompose(Unstored::whenStored);
    }

    /**
     * A response that may have to wait.
     *
     * @param pending completes when the changes are stored; null if they are
     */
    private record Unstored(RestResponse response, @Nullable CompletableFuture<Void> pending) {
        CompletableFuture<RestResponse> whenStored() {
            return pending == null
                    ? CompletableFuture.completedFuture(response)
                    : pending.thenApply(stored -> response);
        }
    }

    /**
     * Calls a method and writes the selected fields of its response.
     *
     * @throws io.grpc.StatusRuntimeException as {@link Rpc#call}
     */
    public RestResponse call(Rpc rpc, Message request, SystemParameters parameters, FieldSelection selection) {
        ListResponse list = rpc.list(request);
        return list == null ? write(rpc.call(request), parameters, selection) : write(list, parameters, selection);
    }

    /** Writes the selected fields of a list. The elements of a large one are converted while the client receives it. */
    private RestResponse write(ListResponse list, SystemParameters parameters, FieldSelection selection) {
        boolean protobuf = parameters.format() == Format.PROTOBUF;
        long size = list.serializedSize();
        if (size <= HeavyWork.LARGE_BYTES || !isPlain(parameters) || (protobuf && !selection.isAll())) {
            return write(list.message(), parameters, selection);
        }
        if (protobuf) {
            return RestResponse.streamed(HTTP_OK, RestResponse.PROTOBUF, new LargeBody(size, list::writeTo));
        }
        boolean pretty = parameters.prettyPrint();
        Content content =
                json -> messages(json, parameters).write(list.rest(), list.field(), list.elements(), selection);
        return RestResponse.streamed(
                HTTP_OK, RestResponse.JSON, new LargeBody(size, out -> json(out, pretty, content)));
    }

    /** Returns whether a response is neither an event nor a script. */
    private static boolean isPlain(SystemParameters parameters) {
        return parameters.format() != Format.EVENT_STREAM && parameters.callback() == null;
    }

    /** Writes a message. */
    public RestResponse write(Message message, SystemParameters parameters) {
        return write(message, parameters, FieldSelection.ALL);
    }

    /** Writes the selected fields of a message. */
    public RestResponse write(Message message, SystemParameters parameters, FieldSelection selection) {
        if (parameters.format() == Format.PROTOBUF) {
            Message pruned = selection.prune(message);
            return isLarge(pruned)
                    ? RestResponse.streamed(
                            HTTP_OK, RestResponse.PROTOBUF, new LargeBody(pruned.getSerializedSize(), pruned::writeTo))
                    : new RestResponse(HTTP_OK, RestResponse.PROTOBUF, pruned.toByteArray());
        }
        Content content = json -> messages(json, parameters).write(message, selection);
        if (!isPlain(parameters) || !isLarge(message)) {
            return success(parameters, content);
        }
        boolean pretty = parameters.prettyPrint();
        return RestResponse.streamed(
                HTTP_OK,
                RestResponse.JSON,
                new LargeBody(message.getSerializedSize(), out -> json(out, pretty, content)));
    }

    private JsonWriter messages(JsonGenerator json, SystemParameters parameters) {
        return new JsonWriter(
                json, types, parameters.enumNumbers(), parameters.outputDefaults() ? Defaults.WRITTEN : defaults);
    }

    /** A large message is converted while the client receives it, which needs less memory and no event loop. */
    private static boolean isLarge(Message message) {
        return message.getSerializedSize() > HeavyWork.LARGE_BYTES;
    }

    /**
     * A body that is made from a message, or from the tasks of a list, while it is sent.
     *
     * @param heldBytes the size of the message. The tasks of a list take as much if they are deleted meanwhile
     */
    private record LargeBody(long heldBytes, StreamedBody content) implements StreamedBody {
        @Override
        public void writeTo(OutputStream out) throws IOException {
            content.writeTo(out);
        }

        @Override
        public boolean isComputed() {
            return true;
        }
    }

    /**
     * Writes a response message that has no descriptor. Its only field contains {@code message}.
     *
     * @param field the name of the field in JSON; its number in protobuf is 1
     * @param selection the selected fields of {@code message}; null to leave the field out
     */
    public RestResponse write(
            String field, Message message, SystemParameters parameters, @Nullable FieldSelection selection) {
        if (parameters.format() == Format.PROTOBUF) {
            byte[] body = selection == null ? new byte[0] : asFieldOne(selection.prune(message));
            return new RestResponse(HTTP_OK, RestResponse.PROTOBUF, body);
        }
        return success(parameters, json -> {
            json.writeStartObject();
            if (selection != null) {
                json.writeFieldName(field);
                messages(json, parameters).write(message, selection);
            }
            json.writeEndObject();
        });
    }

    private static byte[] asFieldOne(Message message) {
        UnknownFieldSet.Field value = UnknownFieldSet.Field.newBuilder()
                .addLengthDelimited(message.toByteString())
                .build();
        return UnknownFieldSet.newBuilder().addField(1, value).build().toByteArray();
    }

    /** Writes a JSON document. The format is always JSON. */
    public RestResponse write(JsonNode document, SystemParameters parameters) {
        return wrap(HTTP_OK, json(parameters.prettyPrint(), json -> JsonTrees.write(json, document)), parameters);
    }

    private static RestResponse success(SystemParameters parameters, Content content) {
        return parameters.format() == Format.EVENT_STREAM
                ? event(json(false, content))
                : wrap(HTTP_OK, json(parameters.prettyPrint(), content), parameters);
    }

    private static RestResponse event(byte[] json) {
        ByteArrayOutputStream event = new ByteArrayOutputStream(json.length + 10);
        event.writeBytes("data: ".getBytes(StandardCharsets.UTF_8));
        event.writeBytes(json);
        event.writeBytes("\r\n\r\n".getBytes(StandardCharsets.UTF_8));
        return new RestResponse(HTTP_OK, RestResponse.EVENT_STREAM, event.toByteArray());
    }

    /**
     * Writes an error. JSON errors always have line breaks (measured by others on other Google APIs), also instead of
     * an event stream (inferred).
     */
    public RestResponse writeError(Status status, SystemParameters parameters) {
        return writeErrorBody(status, parameters).withError(status);
    }

    private RestResponse writeErrorBody(Status status, SystemParameters parameters) {
        ErrorCode code = ErrorCode.of(status.getCode());
        if (parameters.format() == Format.PROTOBUF) {
            return new RestResponse(code.httpStatus(), RestResponse.PROTOBUF, status.toByteArray());
        }
        byte[] body = json(true, json -> ErrorResponses.write(json, types, status, parameters.errorsArray()));
        return wrap(code.httpStatus(), body, parameters);
    }

    private static byte[] json(boolean pretty, Content content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(512);
        try {
            json(out, pretty, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static void json(OutputStream out, boolean pretty, Content content) throws IOException {
        JsonGenerator json = GoogleJson.generator(out, pretty).disable(JsonGenerator.Feature.FLUSH_PASSED_TO_STREAM);
        try (json) {
            content.writeTo(json);
        }
        if (pretty) {
            out.write('\n');
        }
    }

    /**
     * Adds the JSONP callback, if there is one. A JSONP response always has the status 200, because a script cannot see
     * the status (measured by others on other Google APIs).
     */
    private static RestResponse wrap(int status, byte[] body, SystemParameters parameters) {
        String callback = parameters.callback();
        if (callback == null) {
            return new RestResponse(status, RestResponse.JSON, body);
        }
        ByteArrayOutputStream script = new ByteArrayOutputStream(body.length + callback.length() + 24);
        script.writeBytes(("// API callback\n" + callback + "(").getBytes(StandardCharsets.UTF_8));
        script.writeBytes(body);
        script.writeBytes(");".getBytes(StandardCharsets.UTF_8));
        return new RestResponse(HTTP_OK, RestResponse.JAVASCRIPT, script.toByteArray());
    }
}
