package io.github.cloudtasks.grpc;

import com.google.protobuf.Any;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.rpc.Code;
import com.google.rpc.ErrorInfo;
import com.google.rpc.Help;
import com.google.rpc.LocalizedMessage;
import com.google.rpc.Status;
import io.github.cloudtasks.ApiException;
import io.github.cloudtasks.ApiException.Detail;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns what the engine throws into what the wire carries; the only place that catches. */
final class StatusMapper {
  private static final Logger log = LoggerFactory.getLogger(StatusMapper.class);

  /** The reason of the one error whose details name the method that was called (recorded). */
  private static final String EMPTY_NAME = "RESOURCE_PROJECT_INVALID";

  private StatusMapper() {}

  static StatusRuntimeException toStatus(RuntimeException thrown, MethodDescriptor method) {
    return switch (thrown) {
      case StatusRuntimeException status -> status;
      case ApiException answer -> StatusProto.toStatusRuntimeException(toStatus(answer, method));
      default -> {
        log.error("{} failed; this is a bug in the emulator", method.getFullName(), thrown);
        yield StatusProto.toStatusRuntimeException(
            Status.newBuilder().setCode(Code.INTERNAL_VALUE).setMessage("Internal error encountered.").build());
      }
    };
  }

  private static Status toStatus(ApiException answer, MethodDescriptor method) {
    Status.Builder status = Status.newBuilder().setCode(answer.code().number()).setMessage(answer.text());
    for (Detail detail : answer.details()) {
      status.addDetails(toAny(detail, method));
    }
    return status.build();
  }

  private static Any toAny(Detail detail, MethodDescriptor method) {
    return switch (detail) {
      case Detail.ErrorInfo info -> {
        ErrorInfo.Builder b =
            ErrorInfo.newBuilder()
                .setReason(info.reason())
                .setDomain(info.domain())
                .putAllMetadata(info.metadata());
        if (info.reason().equals(EMPTY_NAME)) {
          b.putMetadata("method", method.getFullName());
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
