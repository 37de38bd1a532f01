package io.github.cloudtasks.grpc.rpc;

import com.google.api.HttpRule;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Message;
import java.util.List;
import java.util.function.Function;

/**
 * One method of a service, callable by every door.
 *
 * @param method its descriptor
 * @param request the default instance of its request
 * @param response the default instance of its response
 * @param handler what it does; throws {@link io.github.cloudtasks.model.ApiException}
 * @param httpRules how REST reaches it, additional bindings flattened; none if it does not
 */
public record Rpc(
        MethodDescriptor method,
        Message request,
        Message response,
        Function<Message, Message> handler,
        List<HttpRule> httpRules) {

    public Rpc {
        httpRules = List.copyOf(httpRules);
    }

    /**
     * Calls the method.
     *
     * @throws io.grpc.StatusRuntimeException with the service's code, message and details; whatever else goes wrong
     *     inside is logged and reported as INTERNAL
     */
    public Message call(Message requestMessage) {
        return StatusMapper.call(method.getFullName(), () -> handler.apply(requestMessage));
    }
}
