package io.github.cloudtasks.grpc.v2beta2;

import io.github.cloudtasks.grpc.ByteStrings;
import io.github.cloudtasks.grpc.EnumNumbers;
import io.github.cloudtasks.grpc.v2beta3.HttpRequestMapping;
import io.github.cloudtasks.grpc.v2beta3.RoutingMapping;
import io.github.cloudtasks.model.Payload;
import io.github.cloudtasks.proto.v2beta2.AppEngineHttpRequest;
import io.github.cloudtasks.proto.v2beta2.PullMessage;
import io.github.cloudtasks.proto.v2beta2.Task;
import org.jspecify.annotations.Nullable;

/** Payloads of tasks. Only the full view shows bodies (documented; recorded for HTTP requests). */
final class PayloadMapping {

  private PayloadMapping() {}

  static void toProto(Payload payload, boolean withBody, Task.Builder task) {
    switch (payload) {
      case Payload.PullMessage pull -> task.setPullMessage(toProto(pull, withBody));
      case Payload.HttpRequest http ->
          task.setHttpRequest(Shared.HTTP_REQUEST.there(HttpRequestMapping.toProto(http, withBody)));
      case Payload.AppEngineHttpRequest appEngine -> task.setAppEngineHttpRequest(toProto(appEngine, withBody));
    }
  }

  /** The payload in a request; null for none. */
  static @Nullable Payload fromProto(Task task) {
    return switch (task.getPayloadTypeCase()) {
      case PULL_MESSAGE -> fromProto(task.getPullMessage());
      case HTTP_REQUEST -> HttpRequestMapping.fromProto(Shared.HTTP_REQUEST.back(task.getHttpRequest()));
      case APP_ENGINE_HTTP_REQUEST -> fromProto(task.getAppEngineHttpRequest());
      case PAYLOADTYPE_NOT_SET -> null;
    };
  }

  private static PullMessage toProto(Payload.PullMessage message, boolean withBody) {
    PullMessage.Builder proto = PullMessage.newBuilder().setTag(message.tag());
    if (withBody) {
      proto.setPayload(ByteStrings.toProto(message.payload()));
    }
    return proto.build();
  }

  private static Payload fromProto(PullMessage proto) {
    return new Payload.PullMessage(ByteStrings.fromProto(proto.getPayload()), proto.getTag());
  }

  private static AppEngineHttpRequest toProto(Payload.AppEngineHttpRequest request, boolean withBody) {
    AppEngineHttpRequest.Builder proto =
        AppEngineHttpRequest.newBuilder()
            .setHttpMethodValue(EnumNumbers.of(request.httpMethod()))
            .setRelativeUrl(request.relativeUri())
            .putAllHeaders(request.headers());
    if (request.appEngineRouting() != null) {
      proto.setAppEngineRouting(Shared.ROUTING.there(RoutingMapping.toProto(request.appEngineRouting())));
    }
    if (withBody) {
      proto.setPayload(ByteStrings.toProto(request.body()));
    }
    return proto.build();
  }

  private static Payload fromProto(AppEngineHttpRequest proto) {
    return new Payload.AppEngineHttpRequest(
        EnumNumbers.methodOfTask(proto.getHttpMethodValue()),
        proto.hasAppEngineRouting()
            ? RoutingMapping.fromProto(Shared.ROUTING.back(proto.getAppEngineRouting()))
            : null,
        proto.getRelativeUrl(),
        proto.getHeadersMap(),
        ByteStrings.fromProto(proto.getPayload()));
  }
}
