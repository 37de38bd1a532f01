package io.github.cloudtasks.grpc.v2beta2;

import com.google.protobuf.Empty;
import io.github.cloudtasks.ApiException;
import io.github.cloudtasks.engine.CloudTasks;
import io.github.cloudtasks.grpc.ByteStrings;
import io.github.cloudtasks.proto.v2beta2.UploadQueueYamlRequest;
import io.github.cloudtasks.queueyaml.QueueYaml;

/** UploadQueueYaml, which only this version has. */
record Uploads(CloudTasks engine) {

    Empty uploadQueueYaml(UploadQueueYamlRequest request) {
        if (!request.hasHttpBody()) {
            throw ApiException.invalidArgument();
        }
        QueueYaml yaml =
                QueueYaml.parse(ByteStrings.fromProto(request.getHttpBody().getData()));
        engine.uploadQueues(request.getAppId(), yaml.queues(), yaml.resumePausedQueues());
        return Empty.getDefaultInstance();
    }
}
