package io.github.cloudtasks.grpc.rpc;

import com.google.api.HttpRule;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.google.protobuf.Internal;
import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** A service as its table of contents: every method that it answers. */
public record RpcService(ServiceDescriptor descriptor, List<Rpc> rpcs) {
    public RpcService {
        rpcs = List.copyOf(rpcs);
    }

    /** Starts a table of contents for {@code descriptor}, in which every method is reached as its own options say. */
    public static Contents of(ServiceDescriptor descriptor) {
        return of(descriptor, HttpAnnotations::of);
    }

    /** Starts a table of contents for {@code descriptor}. */
    public static Contents of(ServiceDescriptor descriptor, Function<MethodDescriptor, List<HttpRule>> httpRules) {
        return new Contents(descriptor, httpRules);
    }

    /**
     * The method with this name.
     *
     * @throws IllegalArgumentException when there is none
     */
    public Rpc rpc(String name) {
        return rpcs.stream()
                .filter(rpc -> rpc.method().getName().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(descriptor.getFullName() + " has no method " + name));
    }

    /** Where methods come from that a table of contents only names. */
    @FunctionalInterface
    public interface Bodies {
        /**
         * What a method does.
         *
         * @param request the default instance of its request
         * @param response the default instance of its response
         */
        Function<Message, Message> body(String name, Message request, Message response);
    }

    /** A table of contents that is being written, a line per method. */
    public static final class Contents {
        private final ServiceDescriptor descriptor;
        private final Function<MethodDescriptor, List<HttpRule>> httpRules;
        private final List<Rpc> rpcs = new ArrayList<>();

        private Contents(ServiceDescriptor descriptor, Function<MethodDescriptor, List<HttpRule>> httpRules) {
            this.descriptor = descriptor;
            this.httpRules = httpRules;
        }

        /**
         * Adds a method.
         *
         * @param body what it does; throws {@link io.github.cloudtasks.model.ApiException}
         */
        public <I extends Message, O extends Message> Contents rpc(
                String name, Class<I> request, Class<O> response, Function<I, O> body) {
            return rpc(name, request, response, (method, in, out) -> message -> body.apply(request.cast(message)));
        }

        /** Adds a method whose body comes from elsewhere. */
        public Contents rpc(
                String name, Class<? extends Message> request, Class<? extends Message> response, Bodies bodies) {
            MethodDescriptor method = descriptor.findMethodByName(name);
            if (method == null) {
                throw new IllegalStateException(descriptor.getFullName() + " has no method " + name);
            }
            Message in = defaultInstance(request, method.getInputType());
            Message out = defaultInstance(response, method.getOutputType());
            rpcs.add(new Rpc(method, in, out, bodies.body(name, in, out), httpRules.apply(method)));
            return this;
        }

        /** The service; every method of the descriptor must have a line. */
        public RpcService service() {
            if (rpcs.size() != descriptor.getMethods().size()) {
                throw new IllegalStateException(descriptor.getFullName() + " has methods without a line, or with two");
            }
            return new RpcService(descriptor, rpcs);
        }

        private static Message defaultInstance(Class<? extends Message> type, Descriptor expected) {
            Message instance = Internal.getDefaultInstance(type);
            if (instance.getDescriptorForType() != expected) {
                throw new IllegalStateException(type + " is not " + expected.getFullName());
            }
            return instance;
        }
    }
}
