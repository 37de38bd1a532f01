package io.github.cloudtasks.server.faults;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.github.cloudtasks.grpc.rpc.ApiVersion;
import io.github.cloudtasks.grpc.rpc.Rpc;
import io.github.cloudtasks.grpc.rpc.RpcService;
import io.github.cloudtasks.server.faults.ActiveFault.Hit;
import io.grpc.Status;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes calls of the API fail, in all versions, over gRPC and REST. Thread-safe. */
public final class FaultyApi {
    private static final Logger log = LoggerFactory.getLogger(FaultyApi.class);

    /** The name of BufferTask, which only REST has. */
    private static final String BUFFER_TASK = "BufferTask";

    /** The fields of requests that name a resource, the most important first. */
    private static final List<String> RESOURCE_FIELDS = List.of("name", "parent", "queue", "resource");

    private final FaultInjector faults;

    /** Creates an API that fails with these faults. */
    public FaultyApi(FaultInjector faults) {
        this.faults = faults;
    }

    /** Returns these versions with calls that may fail. */
    public List<ApiVersion> of(List<ApiVersion> versions) {
        return versions.stream().map(this::of).toList();
    }

    private ApiVersion of(ApiVersion version) {
        return new ApiVersion(
                version.id(),
                of(version.cloudTasks()),
                version.mixins().stream().map(this::of).toList(),
                (queue, taskId, method, headers, body) -> call(
                        BUFFER_TASK, queue, () -> version.bufferTask().call(queue, taskId, method, headers, body)));
    }

    private RpcService of(RpcService service) {
        return new RpcService(
                service.descriptor(), service.rpcs().stream().map(this::of).toList());
    }

    private Rpc of(Rpc rpc) {
        return rpc.decorated(new Rpc.HandlerDecorator() {
            @Override
            public <T> Function<Message, T> decorate(Function<Message, T> handler) {
                return failing(rpc, handler);
            }
        });
    }

    private <T> Function<Message, T> failing(Rpc rpc, Function<Message, T> handler) {
        String method = rpc.method().getName();
        return request -> faults.isEmpty()
                ? handler.apply(request)
                : call(method, resource(request), () -> handler.apply(request));
    }

    private <T> T call(String method, String resource, Supplier<T> handler) {
        Hit hit = faults.isEmpty() ? null : faults.strikeCall(method, resource);
        if (hit == null) {
            return handler.get();
        }
        Fault fault = hit.active().fault();
        log.warn("{} of {}: {}: fails with {}", method, resource, hit.text(), fault.code());
        if (fault.applied()) {
            T unused = handler.get();
        }
        throw Status.fromCode(fault.code())
                .withDescription("This is an " + hit.text() + ".")
                .asRuntimeException();
    }

    private static String resource(Message request) {
        for (String name : RESOURCE_FIELDS) {
            FieldDescriptor field = request.getDescriptorForType().findFieldByName(name);
            if (field != null && field.getJavaType() == FieldDescriptor.JavaType.STRING) {
                return (String) request.getField(field);
            }
            if (field != null && field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
                return resource((Message) request.getField(field));
            }
        }
        return "";
    }
}
