package io.github.cloudtasks.grpc.rpc;

import com.google.protobuf.Any;
import com.google.protobuf.Message;
import com.google.rpc.Code;
import com.google.rpc.ErrorInfo;
import com.google.rpc.Help;
import com.google.rpc.LocalizedMessage;
import com.google.rpc.Status;
import io.github.cloudtasks.model.ApiException;
import io.github.cloudtasks.model.ApiException.Detail;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Maps exceptions to the gRPC status that clients receive. REST derives its error body from the same status.
 *
 * <p>Malformed requests are not mapped here: gRPC's marshaller and the JSON reader of REST create their own statuses.
 */
public final class StatusMapper {
    private static final Logger log = LoggerFactory.getLogger(StatusMapper.class);

    /** The reason of the only error whose details name the called method (recorded). */
    private static final String EMPTY_NAME = "RESOURCE_PROJECT_INVALID";

    /**
     * The size limit of a status, in bytes. Clients allow 8 KiB of trailers, and the trailers repeat the message of the
     * status.
     */
    private static final int MAX_STATUS_BYTES = 1800;

    /** The length in characters to which the texts of a larger status are clipped. */
    private static final int CLIPPED_LENGTH = 150;

    private StatusMapper() {}

    /**
     * Calls a handler and maps the exceptions that it throws.
     *
     * @param method the full name of the called method
     * @throws StatusRuntimeException if {@code handler} throws any exception
     */
    public static <T> T call(String method, Supplier<T> handler) {
        try {
            return handler.get();
        } catch (RuntimeException e) {
            throw toStatus(e, method);
        }
    }

    /** Calls a handler, and passes an error of the service to a listener before it is thrown. */
    static <T> T report(Consumer<ApiException> listener, Supplier<T> handler) {
        try {
            return handler.get();
        } catch (ApiException e) {
            listener.accept(e);
            throw e;
        }
    }

    /**
     * Returns the status for an exception. An unexpected exception is logged and becomes INTERNAL without details.
     *
     * @param method the full name of the called method
     */
    public static StatusRuntimeException toStatus(RuntimeException thrown, String method) {
        return switch (thrown) {
            case StatusRuntimeException status -> status;
            case ApiException error -> StatusProto.toStatusRuntimeException(toStatus(error, method));
            default -> {
                log.error("{} failed; this is a bug in the emulator", method, thrown);
                yield StatusProto.toStatusRuntimeException(Status.newBuilder()
                        .setCode(Code.INTERNAL_VALUE)
                        .setMessage("Internal error encountered.")
                        .build());
            }
        };
    }

    /** Returns the status of an error. Its texts are clipped if they repeat too much of a long request. */
    private static Status toStatus(ApiException error, String method) {
        Status whole = toStatus(error, method, Integer.MAX_VALUE);
        return whole.getSerializedSize() <= MAX_STATUS_BYTES ? whole : toStatus(error, method, CLIPPED_LENGTH);
    }

    private static Status toStatus(ApiException error, String method, int length) {
        Status.Builder status =
                Status.newBuilder().setCode(error.code().number()).setMessage(clipped(error.text(), length));
        for (Detail detail : error.details()) {
            status.addDetails(Any.pack(toProto(detail, method, length)));
        }
        return status.build();
    }

    private static Message toProto(Detail detail, String method, int length) {
        return switch (detail) {
            case Detail.ErrorInfo info -> {
                ErrorInfo.Builder proto =
                        ErrorInfo.newBuilder().setReason(info.reason()).setDomain(info.domain());
                info.metadata().forEach((key, value) -> proto.putMetadata(key, clipped(value, length)));
                if (info.reason().equals(EMPTY_NAME)) {
                    proto.putMetadata("method", method);
                }
                yield proto.build();
            }
            case Detail.Help help ->
                Help.newBuilder()
                        .addLinks(Help.Link.newBuilder()
                                .setDescription(help.description())
                                .setUrl(help.url()))
                        .build();
            case Detail.LocalizedMessage localized ->
                LocalizedMessage.newBuilder()
                        .setLocale(localized.locale())
                        .setMessage(clipped(localized.message(), length))
                        .build();
        };
    }

    private static String clipped(String text, int length) {
        return text.length() <= length ? text : text.substring(0, length) + "…";
    }
}
