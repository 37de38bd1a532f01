package io.github.cloudtasks.server.contract;

import com.google.api.HttpBody;
import com.google.protobuf.ByteString;
import com.google.protobuf.Empty;
import com.google.protobuf.Message;
import io.github.cloudtasks.model.Bytes;
import io.github.cloudtasks.model.HttpMethod;
import io.github.cloudtasks.proto.v2beta2.UploadQueueYamlRequest;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A transport for the messages of one API version. An error response is thrown as
 * {@link io.github.cloudtasks.model.ApiException}.
 */
interface ContractTransport {

    /**
     * Calls a method and returns its response.
     *
     * @param response any message of the response type
     */
    <T extends Message> T call(String method, Message request, T response);

    /** Returns the full method name that error details contain, or null if this transport's errors name no method. */
    @Nullable
    String methodName(String rpc);

    /** Calls BufferTask, which has no request message. */
    <T extends Message> T bufferTask(
            String queue, String taskId, HttpMethod method, Map<String, String> headers, Bytes body, T response);

    /** Calls UploadQueueYaml with its request message. REST overrides this, because the file is its request body. */
    default void uploadYaml(String appId, String yaml) {
        HttpBody body = HttpBody.newBuilder()
                .setContentType("application/x-yaml")
                .setData(ByteString.copyFromUtf8(yaml))
                .build();
        call(
                "UploadQueueYaml",
                UploadQueueYamlRequest.newBuilder()
                        .setAppId(appId)
                        .setHttpBody(body)
                        .build(),
                Empty.getDefaultInstance());
    }

    void close();
}
