package io.github.cloudtasks.grpc.rpc;

import com.google.protobuf.Message;
import io.github.cloudtasks.model.Bytes;
import java.util.List;
import java.util.Map;

/**
 * One version of the API, as the doors see it.
 *
 * @param id {@code v2}, {@code v2beta3} or {@code v2beta2}: the first segment of its REST paths
 * @param cloudTasks the service itself
 * @param mixins services that REST reaches below the same first segment, such as Locations
 * @param bufferTask BufferTask, which only REST has
 */
public record ApiVersion(String id, RpcService cloudTasks, List<RpcService> mixins, BufferTaskMethod bufferTask) {
    public ApiVersion {
        mixins = List.copyOf(mixins);
    }

    /**
     * A version from what it does.
     *
     * @param bufferTask may throw {@link io.github.cloudtasks.model.ApiException}, as the methods of a service may
     */
    public static ApiVersion of(
            String id, RpcService cloudTasks, List<RpcService> mixins, BufferTaskMethod bufferTask) {
        String method = cloudTasks.descriptor().getFullName() + ".BufferTask";
        return new ApiVersion(
                id,
                cloudTasks,
                mixins,
                (queue, taskId, headers, body) ->
                        StatusMapper.call(method, () -> bufferTask.call(queue, taskId, headers, body)));
    }

    /** Makes a task from a bare HTTP request; the documents about clients call it BufferTask, no descriptor has it. */
    @FunctionalInterface
    public interface BufferTaskMethod {
        /**
         * Makes the task.
         *
         * @param taskId empty for a generated one
         * @return this version's Task message
         * @throws io.grpc.StatusRuntimeException as {@link Rpc#call}
         */
        Message call(String queue, String taskId, Map<String, String> headers, Bytes body);
    }
}
