package io.github.cloudtasks.server.contract;

import com.google.protobuf.Message;
import io.github.cloudtasks.model.Bytes;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How the messages of one version travel. What the service refuses comes as an
 * {@link io.github.cloudtasks.model.ApiException}.
 */
interface ContractTransport {

    /**
     * Calls a method and returns its answer.
     *
     * @param answer any message of the answer's type
     */
    <T extends Message> T call(String method, Message request, T answer);

    /** The full name of a method where errors name it; null where they do not. */
    @Nullable
    String methodName(String rpc);

    /** BufferTask, which has no message. */
    <T extends Message> T bufferTask(String queue, String taskId, Map<String, String> headers, Bytes body, T answer);

    /** UploadQueueYaml, whose body is a file. */
    void uploadYaml(String appId, String yaml);

    void close();
}
