package io.github.cloudtasks.grpc.v2beta3;

import io.github.cloudtasks.proto.v2beta3.AppEngineRouting;

/** App Engine routing. */
final class RoutingMapping {

    private RoutingMapping() {}

    /** The routing in an answer. */
    static AppEngineRouting toProto(io.github.cloudtasks.model.AppEngineRouting routing) {
        return AppEngineRouting.newBuilder()
                .setService(routing.service())
                .setVersion(routing.version())
                .setInstance(routing.instance())
                .setHost(routing.host())
                .build();
    }

    /** The routing without its host, which is output only (documented). */
    static io.github.cloudtasks.model.AppEngineRouting fromProto(AppEngineRouting proto) {
        return new io.github.cloudtasks.model.AppEngineRouting(
                proto.getService(), proto.getVersion(), proto.getInstance(), "");
    }
}
