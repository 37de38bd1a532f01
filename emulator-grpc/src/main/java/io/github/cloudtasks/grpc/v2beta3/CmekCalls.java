package io.github.cloudtasks.grpc.v2beta3;

import io.github.cloudtasks.engine.CloudTasks;
import io.github.cloudtasks.grpc.mask.UpdateMask;
import io.github.cloudtasks.proto.v2beta3.CmekConfig;
import io.github.cloudtasks.proto.v2beta3.GetCmekConfigRequest;
import io.github.cloudtasks.proto.v2beta3.UpdateCmekConfigRequest;

/** What the methods on encryption keys do. */
record CmekCalls(CloudTasks engine) {

    CmekConfig getCmekConfig(GetCmekConfigRequest request) {
        return toProto(engine.locations().getCmekConfig(request.getName()));
    }

    /** No mask stands for all fields, as with queues (inferred). */
    CmekConfig updateCmekConfig(UpdateCmekConfigRequest request) {
        CmekConfig asked = request.getCmekConfig();
        return toProto(engine.locations().updateCmekConfig(asked.getName(), current -> {
            CmekConfig.Builder merged = CmekConfig.newBuilder().setKmsKey(current);
            mask(request).apply(asked, merged);
            return merged.getKmsKey();
        }));
    }

    private static UpdateMask mask(UpdateCmekConfigRequest request) {
        return request.hasUpdateMask()
                ? UpdateMask.of(CmekConfig.getDescriptor(), request.getUpdateMask())
                : UpdateMask.ALL;
    }

    private static CmekConfig toProto(io.github.cloudtasks.model.CmekConfig config) {
        return CmekConfig.newBuilder()
                .setName(config.name())
                .setKmsKey(config.kmsKey())
                .build();
    }
}
