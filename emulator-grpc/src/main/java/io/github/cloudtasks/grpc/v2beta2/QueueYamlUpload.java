package io.github.cloudtasks.grpc.v2beta2;

import com.google.protobuf.Empty;
import io.github.cloudtasks.model.ApiException;
import io.github.cloudtasks.engine.CloudTasks;
import io.github.cloudtasks.grpc.queueyaml.QueueYaml;
import io.github.cloudtasks.grpc.service.BytesConverter;
import io.github.cloudtasks.proto.v2beta2.UploadQueueYamlRequest;

/** UploadQueueYaml, which only this version has. */
record QueueYamlUpload(CloudTasks engine) {

    Empty uploadQueueYaml(UploadQueueYamlRequest request) {
        if (!request.hasHttpBody()) {
            throw ApiException.invalidArgument();
        }
        QueueYaml yaml =
                QueueYaml.parse(BytesConverter.fromProto(request.getHttpBody().getData()));
        engine.queues().uploadQueues(request.getAppId(), yaml.queues(), yaml.resumePausedQueues());
        return Empty.getDefaultInstance();
    }
}
