package io.github.cloudtasks.grpc.v2beta3;

import io.github.cloudtasks.grpc.ByteStrings;
import io.github.cloudtasks.grpc.EnumNumbers;
import io.github.cloudtasks.model.Payload;
import io.github.cloudtasks.proto.v2beta3.AppEngineHttpRequest;

/** App Engine requests of tasks. */
final class AppEngineRequestMapping {

    private AppEngineRequestMapping() {}

    static AppEngineHttpRequest toProto(Payload.AppEngineHttpRequest request, boolean withBody) {
        AppEngineHttpRequest.Builder proto = AppEngineHttpRequest.newBuilder()
                .setHttpMethodValue(EnumNumbers.of(request.httpMethod()))
                .setRelativeUri(request.relativeUri())
                .putAllHeaders(request.headers());
        if (request.appEngineRouting() != null) {
            proto.setAppEngineRouting(RoutingMapping.toProto(request.appEngineRouting()));
        }
        if (withBody) {
            proto.setBody(ByteStrings.toProto(request.body()));
        }
        return proto.build();
    }

    static Payload.AppEngineHttpRequest fromProto(AppEngineHttpRequest proto) {
        return new Payload.AppEngineHttpRequest(
                EnumNumbers.methodOfTask(proto.getHttpMethodValue()),
                proto.hasAppEngineRouting() ? RoutingMapping.fromProto(proto.getAppEngineRouting()) : null,
                proto.getRelativeUri(),
                proto.getHeadersMap(),
                ByteStrings.fromProto(proto.getBody()));
    }
}
