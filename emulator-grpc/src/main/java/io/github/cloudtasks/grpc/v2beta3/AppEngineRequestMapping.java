package io.github.cloudtasks.grpc.v2beta3;

import io.github.cloudtasks.grpc.service.BytesConverter;
import io.github.cloudtasks.grpc.service.EnumConverter;
import io.github.cloudtasks.model.task.Payload;
import io.github.cloudtasks.proto.v2beta3.AppEngineHttpRequest;

/** App Engine requests of tasks. */
final class AppEngineRequestMapping {

    private AppEngineRequestMapping() {}

    static AppEngineHttpRequest toProto(Payload.AppEngineHttpRequest request, boolean withBody) {
        AppEngineHttpRequest.Builder proto = AppEngineHttpRequest.newBuilder()
                .setHttpMethodValue(EnumConverter.of(request.httpMethod()))
                .setRelativeUri(request.relativeUri())
                .putAllHeaders(request.headers());
        if (request.appEngineRouting() != null) {
            proto.setAppEngineRouting(RoutingMapping.toProto(request.appEngineRouting()));
        }
        if (withBody) {
            proto.setBody(BytesConverter.toProto(request.body()));
        }
        return proto.build();
    }

    static Payload.AppEngineHttpRequest fromProto(AppEngineHttpRequest proto) {
        return new Payload.AppEngineHttpRequest(
                EnumConverter.methodOfTask(proto.getHttpMethodValue()),
                proto.hasAppEngineRouting() ? RoutingMapping.fromProto(proto.getAppEngineRouting()) : null,
                proto.getRelativeUri(),
                proto.getHeadersMap(),
                BytesConverter.fromProto(proto.getBody()));
    }
}
