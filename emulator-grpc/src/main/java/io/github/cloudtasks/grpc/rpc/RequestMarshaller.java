package io.github.cloudtasks.grpc.rpc;

import com.google.protobuf.Message;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.ProtoUtils;
import java.io.InputStream;
import java.util.function.Supplier;

/**
 * Reads requests. Bytes that are no message become a request that fails when it is opened: a marshaller that throws
 * makes grpc-java answer UNKNOWN and log a stack trace, for what is the caller's mistake.
 */
final class RequestMarshaller implements Marshaller<Supplier<Message>> {
    private final Marshaller<Message> messages;

    RequestMarshaller(Message prototype) {
        messages = ProtoUtils.marshaller(prototype);
    }

    @Override
    public InputStream stream(Supplier<Message> request) {
        return messages.stream(request.get());
    }

    /**
     * Never throws for bytes; the request does, with the INTERNAL that gRPC's table of codes gives to this
     * (documented).
     */
    @Override
    public Supplier<Message> parse(InputStream bytes) {
        try {
            Message message = messages.parse(bytes);
            return () -> message;
        } catch (StatusRuntimeException e) {
            return () -> {
                throw e.getStatus().withCause(null).asRuntimeException();
            };
        }
    }
}
