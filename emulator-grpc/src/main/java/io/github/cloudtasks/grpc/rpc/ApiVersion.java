package io.github.cloudtasks.grpc.rpc;

import com.google.protobuf.Message;
import io.github.cloudtasks.model.ApiException;
import io.github.cloudtasks.model.Bytes;
import io.github.cloudtasks.model.HttpMethod;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * One version of the API.
 *
 * @param id {@code v2}, {@code v2beta3} or {@code v2beta2}: the first segment of its REST paths
 * @param cloudTasks the CloudTasks service
 * @param mixins services that REST offers below the same first segment, such as Locations
 * @param bufferTask BufferTask, which only REST offers; no descriptor has it
 */
public record ApiVersion(String id, RpcService cloudTasks, List<RpcService> mixins, BufferTaskMethod bufferTask) {
    public ApiVersion {
        mixins = List.copyOf(mixins);
    }

    /**
     * Returns a version whose BufferTask reports errors as its other methods do.
     *
     * @param bufferTask may throw {@link ApiException}
     * @param errorListener is called with each error of BufferTask before it is thrown
     */
    public static ApiVersion of(
            String id,
            RpcService cloudTasks,
            List<RpcService> mixins,
            BufferTaskMethod bufferTask,
            Consumer<ApiException> errorListener) {
        String method = cloudTasks.descriptor().getFullName() + ".BufferTask";
        return new ApiVersion(
                id,
                cloudTasks,
                mixins,
                (queue, taskId, httpMethod, headers, body) -> StatusMapper.call(
                        method,
                        () -> StatusMapper.report(
                                errorListener, () -> bufferTask.call(queue, taskId, httpMethod, headers, body))));
    }

    /** A method that creates a task from a plain HTTP request (documented as BufferTask). */
    @FunctionalInterface
    public interface BufferTaskMethod {
        /**
         * Creates the task.
         *
         * @param queue the name of the queue
         * @param taskId empty for a generated id
         * @param httpMethod the method of the request
         * @return the Task message of this version
         * @throws io.grpc.StatusRuntimeException as {@link Rpc#call}
         */
        Message call(String queue, String taskId, HttpMethod httpMethod, Map<String, String> headers, Bytes body);
    }
}
