package io.github.cloudtasks.grpc.rpc;

import com.google.api.AnnotationsProto;
import com.google.api.HttpRule;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One method of a service. gRPC and REST both call it.
 *
 * @param method its descriptor
 * @param request the default instance of its request
 * @param response the default instance of its response
 * @param handler computes the response; throws {@link io.github.cloudtasks.model.ApiException} for an error of the
 *     service
 * @param lister computes the response of a method that returns tasks, like {@code handler}, but with elements that are
 *     converted when they are read; null for other methods
 * @param httpRules the REST paths of the method, additional bindings flattened; empty if REST has none
 * @param sizeField the field of the request that limits the number of items in the response; null if there is none
 */
public record Rpc(
        MethodDescriptor method,
        Message request,
        Message response,
        Function<Message, Message> handler,
        @Nullable Function<Message, ListResponse> lister,
        List<HttpRule> httpRules,
        @Nullable FieldDescriptor sizeField) {

    /** The fields of requests that limit the number of items in the response. */
    private static final List<String> SIZE_FIELDS = List.of("page_size", "max_tasks");

    private static final int FEW_ITEMS = 10;

    public Rpc {
        httpRules = List.copyOf(httpRules);
    }

    /** Creates a method, and finds its {@link #sizeField}. */
    public Rpc(
            MethodDescriptor method,
            Message request,
            Message response,
            Function<Message, Message> handler,
            @Nullable Function<Message, ListResponse> lister,
            List<HttpRule> httpRules) {
        this(method, request, response, handler, lister, httpRules, sizeField(request));
    }

    private static @Nullable FieldDescriptor sizeField(Message request) {
        for (String name : SIZE_FIELDS) {
            FieldDescriptor field = request.getDescriptorForType().findFieldByName(name);
            if (field != null && field.getJavaType() == FieldDescriptor.JavaType.INT) {
                return field;
            }
        }
        return null;
    }

    /** Changes the function that computes the response of a method. */
    @FunctionalInterface
    public interface HandlerDecorator {
        /** Returns a function that does more or less than {@code handler}. */
        <T> Function<Message, T> decorate(Function<Message, T> handler);
    }

    /** Returns the same method with a changed {@link #handler}, and with a {@link #lister} that is changed likewise. */
    public Rpc decorated(HandlerDecorator decorator) {
        return new Rpc(
                method,
                request,
                response,
                decorator.decorate(handler),
                lister == null ? null : decorator.decorate(lister),
                httpRules,
                sizeField);
    }

    /**
     * Returns whether a call may take long because its response may be large: it lists or leases more than a few items,
     * or an unlimited number.
     */
    public boolean isHeavy(Message requestMessage) {
        if (sizeField == null) {
            return false;
        }
        int size = (int) requestMessage.getField(sizeField);
        return size <= 0 || size > FEW_ITEMS;
    }

    /**
     * Calls the method.
     *
     * @throws io.grpc.StatusRuntimeException with the service's code, message and details; any other failure is logged
     *     and reported as INTERNAL
     */
    public Message call(Message requestMessage) {
        return StatusMapper.call(method.getFullName(), () -> handler.apply(requestMessage));
    }

    /**
     * Calls a method that has a {@link #lister}.
     *
     * @return null if it has none; the method is not called then
     * @throws io.grpc.StatusRuntimeException as {@link #call}
     */
    public @Nullable ListResponse list(Message requestMessage) {
        return lister == null ? null : StatusMapper.call(method.getFullName(), () -> lister.apply(requestMessage));
    }

    /**
     * Returns the {@code google.api.http} rule of a method and its additional bindings, flattened. Returns an empty
     * list for a method without that option.
     */
    public static List<HttpRule> annotatedHttpRules(MethodDescriptor method) {
        if (!method.getOptions().hasExtension(AnnotationsProto.http)) {
            return List.of();
        }
        HttpRule rule = method.getOptions().getExtension(AnnotationsProto.http);
        List<HttpRule> flat = new ArrayList<>();
        flat.add(rule.toBuilder().clearAdditionalBindings().build());
        flat.addAll(rule.getAdditionalBindingsList());
        return List.copyOf(flat);
    }
}
