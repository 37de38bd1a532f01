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
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns what a method throws into what the wire carries; the only place that knows what an exception means. */
public final class StatusMapper {
    private static final Logger log = LoggerFactory.getLogger(StatusMapper.class);

    /** The reason of the one error whose details name the method that was called (recorded). */
    private static final String EMPTY_NAME = "RESOURCE_PROJECT_INVALID";

    /**
     * The largest status that fits the 8 KiB that clients allow for trailers, in which its message comes a second time.
     */
    private static final int MAX_STATUS_BYTES = 1800;

    /** How much of each text of a larger status is kept. */
    private static final int CLIPPED_LENGTH = 150;

    private StatusMapper() {}

    /**
     * What {@code handler} returns.
     *
     * @param method the full name of the method that is answered
     * @throws StatusRuntimeException in place of whatever {@code handler} throws
     */
    public static <T> T call(String method, Supplier<T> handler) {
        try {
            return handler.get();
        } catch (RuntimeException e) {
            throw toStatus(e, method);
        }
    }

    /**
     * What a client learns of an exception.
     *
     * @param method as in {@link #call}
     */
    public static StatusRuntimeException toStatus(RuntimeException thrown, String method) {
        return switch (thrown) {
            case StatusRuntimeException status -> status;
            case ApiException answer -> StatusProto.toStatusRuntimeException(toStatus(answer, method));
            default -> {
                log.error("{} failed; this is a bug in the emulator", method, thrown);
                yield StatusProto.toStatusRuntimeException(Status.newBuilder()
                        .setCode(Code.INTERNAL_VALUE)
                        .setMessage("Internal error encountered.")
                        .build());
            }
        };
    }

    /** The status as it is, or with its texts clipped where they repeat too much of what the caller sent. */
    private static Status toStatus(ApiException answer, String method) {
        Status whole = toStatus(answer, method, Integer.MAX_VALUE);
        return whole.getSerializedSize() <= MAX_STATUS_BYTES ? whole : toStatus(answer, method, CLIPPED_LENGTH);
    }

    private static Status toStatus(ApiException answer, String method, int length) {
        Status.Builder status =
                Status.newBuilder().setCode(answer.code().number()).setMessage(clipped(answer.text(), length));
        for (Detail detail : answer.details()) {
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
