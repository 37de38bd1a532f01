package io.github.cloudtasks.grpc;

import com.google.protobuf.Any;
import com.google.rpc.Code;
import com.google.rpc.ErrorInfo;
import com.google.rpc.Help;
import com.google.rpc.LocalizedMessage;
import com.google.rpc.Status;
import io.github.cloudtasks.ApiException;
import io.github.cloudtasks.ApiException.Detail;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns what the engine throws into what the wire carries; the only place that catches. */
final class StatusMapper {
  private static final Logger log = LoggerFactory.getLogger(StatusMapper.class);

  /** The reason of the one error whose details name the method that was called (recorded). */
  private static final String EMPTY_NAME = "RESOURCE_PROJECT_INVALID";

  private StatusMapper() {}

  /**
   * What {@code call} returns.
   *
   * @param method the full name of the method that is answered
   * @throws StatusRuntimeException in place of whatever {@code call} throws
   */
  static <T> T answer(String method, Supplier<T> call) {
    try {
      return call.get();
    } catch (RuntimeException e) {
      throw toStatus(e, method);
    }
  }

  private static StatusRuntimeException toStatus(RuntimeException thrown, String method) {
    return switch (thrown) {
      case StatusRuntimeException status -> status;
      case ApiException answer -> StatusProto.toStatusRuntimeException(toStatus(answer, method));
      default -> {
        log.error("{} failed; this is a bug in the emulator", method, thrown);
        yield StatusProto.toStatusRuntimeException(
            Status.newBuilder().setCode(Code.INTERNAL_VALUE).setMessage("Internal error encountered.").build());
      }
    };
  }

  private static Status toStatus(ApiException answer, String method) {
    Status.Builder status = Status.newBuilder().setCode(answer.code().number()).setMessage(answer.text());
    for (Detail detail : answer.details()) {
      status.addDetails(toAny(detail, method));
    }
    return status.build();
  }

  private static Any toAny(Detail detail, String method) {
    return switch (detail) {
      case Detail.ErrorInfo info -> {
        ErrorInfo.Builder b =
            ErrorInfo.newBuilder()
                .setReason(info.reason())
                .setDomain(info.domain())
                .putAllMetadata(info.metadata());
        if (info.reason().equals(EMPTY_NAME)) {
          b.putMetadata("method", method);
        }
        yield Any.pack(b.build());
      }
      case Detail.Help help ->
          Any.pack(
              Help.newBuilder()
                  .addLinks(Help.Link.newBuilder().setDescription(help.description()).setUrl(help.url()))
                  .build());
      case Detail.LocalizedMessage message ->
          Any.pack(
              LocalizedMessage.newBuilder().setLocale(message.locale()).setMessage(message.message()).build());
    };
  }
}
