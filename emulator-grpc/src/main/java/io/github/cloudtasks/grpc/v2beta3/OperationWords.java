package io.github.cloudtasks.grpc.v2beta3;

import com.google.protobuf.Message;
import io.github.cloudtasks.grpc.translation.Translation;
import io.github.cloudtasks.proto.v2beta3.BatchCreateTasksMetadata;
import io.github.cloudtasks.proto.v2beta3.BatchCreateTasksResponse;
import io.github.cloudtasks.proto.v2beta3.BatchDeleteTasksMetadata;
import java.util.function.Function;

/** How a version of the API words what an operation says of itself. */
public record OperationWords(
        Function<BatchCreateTasksMetadata, ? extends Message> createMetadata,
        Function<BatchCreateTasksResponse, ? extends Message> createResponse,
        Function<BatchDeleteTasksMetadata, ? extends Message> deleteMetadata) {

    /** The words of a version, from any message of each of its types. */
    public static OperationWords of(
            Translation translation, Message createMetadata, Message createResponse, Message deleteMetadata) {
        return new OperationWords(
                translation.between(BatchCreateTasksMetadata.getDefaultInstance(), createMetadata),
                translation.between(BatchCreateTasksResponse.getDefaultInstance(), createResponse),
                translation.between(BatchDeleteTasksMetadata.getDefaultInstance(), deleteMetadata));
    }
}
