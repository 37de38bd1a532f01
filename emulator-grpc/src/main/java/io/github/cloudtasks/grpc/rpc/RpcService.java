package io.github.cloudtasks.grpc.rpc;

import com.google.api.HttpRule;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.google.protobuf.Message;
import io.github.cloudtasks.model.ApiException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A service with all methods of its descriptor.
 *
 * @param rpcs in the order in which they were added to the builder
 */
public record RpcService(ServiceDescriptor descriptor, List<Rpc> rpcs) {
    public RpcService {
        rpcs = List.copyOf(rpcs);
    }

    /** Returns a builder for a service whose REST paths are those of the {@code google.api.http} options. */
    public static Builder builder(ServiceDescriptor descriptor) {
        return builder(descriptor, Rpc::annotatedHttpRules);
    }

    /**
     * Returns a builder for a service.
     *
     * @param httpRules returns the REST paths of a method
     */
    public static Builder builder(ServiceDescriptor descriptor, Function<MethodDescriptor, List<HttpRule>> httpRules) {
        return new Builder(descriptor, httpRules);
    }

    /**
     * Returns the method with this name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public Rpc rpc(String name) {
        return rpcs.stream()
                .filter(rpc -> rpc.method().getName().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(descriptor.getFullName() + " has no method " + name));
    }

    /** A builder of a service. Each method of the descriptor is added once. */
    public static final class Builder {
        private final ServiceDescriptor descriptor;
        private final Function<MethodDescriptor, List<HttpRule>> httpRules;
        private final List<Rpc> rpcs = new ArrayList<>();
        private Consumer<ApiException> errorListener = error -> {};

        private Builder(ServiceDescriptor descriptor, Function<MethodDescriptor, List<HttpRule>> httpRules) {
            this.descriptor = descriptor;
            this.httpRules = httpRules;
        }

        /**
         * Sets a listener of the errors of all methods that are added later.
         *
         * @param listener called by any thread before the error is thrown; must not block
         */
        public Builder onError(Consumer<ApiException> listener) {
            errorListener = listener;
            return this;
        }

        /**
         * Adds a method.
         *
         * @param name the simple name of the method in the descriptor
         * @param request the default instance of the request
         * @param response the default instance of the response
         * @param handler computes the response; throws {@link io.github.cloudtasks.model.ApiException} for an error of
         *     the service
         */
        public <I extends Message, O extends Message> Builder rpc(
                String name, I request, O response, Function<I, O> handler) {
            add(name, request, response, handler, null);
            return this;
        }

        /**
         * Adds a method that returns a list.
         *
         * @param name the simple name of the method in the descriptor
         * @param request the default instance of the request
         * @param response the default instance of the response
         * @param lister computes the response; throws {@link io.github.cloudtasks.model.ApiException} for an error of
         *     the service
         */
        public <I extends Message, O extends Message> Builder list(
                String name, I request, O response, Function<I, ListResponse> lister) {
            add(name, request, response, message -> lister.apply(message).message(), lister);
            return this;
        }

        private <I extends Message> void add(
                String name,
                I request,
                Message response,
                Function<I, ? extends Message> handler,
                @Nullable Function<I, ListResponse> lister) {
            MethodDescriptor method = descriptor.findMethodByName(name);
            if (method == null) {
                throw new IllegalStateException(descriptor.getFullName() + " has no method " + name);
            }
            requireType(request, method.getInputType());
            requireType(response, method.getOutputType());
            // Safe because the message is an instance of a generated class, which is final: its class is I.
            @SuppressWarnings("unchecked")
            Class<I> requestType = (Class<I>) request.getClass();
            Consumer<ApiException> listener = errorListener;
            rpcs.add(new Rpc(
                    method,
                    request,
                    response,
                    message -> StatusMapper.report(listener, () -> handler.apply(requestType.cast(message))),
                    lister == null
                            ? null
                            : message -> StatusMapper.report(listener, () -> lister.apply(requestType.cast(message))),
                    httpRules.apply(method)));
        }

        /**
         * Returns the service.
         *
         * @throws IllegalStateException if a method of the descriptor is missing or was added twice
         */
        public RpcService build() {
            if (rpcs.stream().map(Rpc::method).distinct().count()
                            != descriptor.getMethods().size()
                    || rpcs.size() != descriptor.getMethods().size()) {
                throw new IllegalStateException(
                        "every method of " + descriptor.getFullName() + " must be added exactly once");
            }
            return new RpcService(descriptor, rpcs);
        }

        private static void requireType(Message message, Descriptor expected) {
            if (message.getDescriptorForType() != expected) {
                throw new IllegalStateException(message.getClass() + " is not " + expected.getFullName());
            }
        }
    }
}
