package io.github.cloudtasks.grpc.rpc;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Message;
import io.github.cloudtasks.grpc.load.ElementBytes;
import io.github.cloudtasks.grpc.load.HeavyWork;
import io.github.cloudtasks.grpc.load.MemoryBudget;
import io.github.cloudtasks.grpc.load.Refusal;
import io.github.cloudtasks.grpc.load.Reservation;
import io.grpc.KnownLength;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.MethodDescriptor.PrototypeMarshaller;
import io.grpc.ServerCall;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A service whose requests use a {@link MemoryBudget}: a message while it is parsed and until its call ends. A message
 * that does not fit is refused with RESOURCE_EXHAUSTED.
 *
 * <p>The transport counts what it receives, which may be compressed. This class counts what is made from it.
 */
final class BoundedService {
    private final MemoryBudget budget;

    BoundedService(MemoryBudget budget) {
        this.budget = budget;
    }

    ServerServiceDefinition of(ServerServiceDefinition service) {
        List<ServerMethodDefinition<?, ?>> methods = service.getMethods().stream()
                .<ServerMethodDefinition<?, ?>>map(this::bounded)
                .toList();
        ServiceDescriptor original = service.getServiceDescriptor();
        ServiceDescriptor.Builder descriptor =
                ServiceDescriptor.newBuilder(original.getName()).setSchemaDescriptor(original.getSchemaDescriptor());
        methods.forEach(method -> descriptor.addMethod(method.getMethodDescriptor()));
        ServerServiceDefinition.Builder definition = ServerServiceDefinition.builder(descriptor.build());
        methods.forEach(definition::addMethod);
        return definition.build();
    }

    private <Q, R> ServerMethodDefinition<ParsedRequest<Q>, R> bounded(ServerMethodDefinition<Q, R> method) {
        MethodDescriptor<Q, R> original = method.getMethodDescriptor();
        MethodDescriptor<ParsedRequest<Q>, R> descriptor = original.toBuilder(
                        new RequestMarshaller<>(original.getRequestMarshaller(), budget),
                        original.getResponseMarshaller())
                .build();
        return ServerMethodDefinition.create(
                descriptor,
                (call, headers) ->
                        new Listener<>(call, method.getServerCallHandler().startCall(unparsed(call), headers)));
    }

    /**
     * Returns a call as its handler expects it. The handler does not receive requests from it, but from its listener.
     */
    @SuppressWarnings("unchecked")
    private static <Q, R> ServerCall<Q, R> unparsed(ServerCall<ParsedRequest<Q>, R> call) {
        return (ServerCall<Q, R>) (ServerCall<?, R>) call;
    }

    /**
     * A request as read from the connection.
     *
     * @param message null if it was not read
     * @param failure the status if it was not read; OK otherwise
     * @param memory the memory of the message
     */
    private record ParsedRequest<Q>(@Nullable Q message, Status failure, Reservation memory) {}

    /** Passes requests on, responds to those that were not read, and releases their memory. */
    private static final class Listener<Q> extends ServerCall.Listener<ParsedRequest<Q>> {
        private final ServerCall<?, ?> call;
        private final ServerCall.Listener<Q> next;
        /** The memory of the only request of a call; null for requests that are processed when they arrive. */
        private @Nullable Reservation kept;

        private boolean failed;

        Listener(ServerCall<?, ?> call, ServerCall.Listener<Q> next) {
            this.call = call;
            this.next = next;
        }

        @Override
        public void onMessage(ParsedRequest<Q> request) {
            if (kept == null && call.getMethodDescriptor().getType().clientSendsOneMessage()) {
                kept = request.memory();
                pass(request);
                return;
            }
            try {
                pass(request);
            } finally {
                request.memory().close();
            }
        }

        private void pass(ParsedRequest<Q> request) {
            if (failed) {
                return;
            }
            if (request.message() == null) {
                failed = true;
                call.close(request.failure(), new Metadata());
            } else {
                next.onMessage(request.message());
            }
        }

        @Override
        public void onHalfClose() {
            if (!failed) {
                next.onHalfClose();
            }
        }

        @Override
        public void onReady() {
            if (!failed) {
                next.onReady();
            }
        }

        @Override
        public void onCancel() {
            if (kept != null && kept.bytes() > HeavyWork.LARGE_BYTES) {
                // The message may be waiting in the queue of the executor. The queue drops it before it gets here.
                HeavyWork.executor().execute(kept::close);
            } else if (kept != null) {
                kept.close();
            }
            next.onCancel();
        }

        @Override
        public void onComplete() {
            if (kept != null) {
                kept.close();
            }
            next.onComplete();
        }
    }

    /**
     * A marshaller that reads malformed bytes, and those for which there is no memory, as a request with a failure. If
     * a marshaller itself throws, grpc-java responds with UNKNOWN and logs a stack trace, although the error is the
     * caller's.
     */
    private record RequestMarshaller<Q>(Marshaller<Q> messages, MemoryBudget budget)
            implements Marshaller<ParsedRequest<Q>> {
        @Override
        public InputStream stream(ParsedRequest<Q> request) {
            throw new UnsupportedOperationException("A server does not send requests.");
        }

        /** The status of malformed bytes is INTERNAL, as in gRPC's table of status codes (documented). */
        @Override
        public ParsedRequest<Q> parse(InputStream bytes) {
            Reservation memory = budget.newReservation();
            @Nullable Q message = null;
            Status failure = Status.OK;
            try {
                message = bytes instanceof KnownLength ? uncompressed(bytes, memory) : decompressed(bytes, memory);
            } catch (StatusRuntimeException e) {
                failure = e.getStatus().withCause(null);
            } catch (IOException e) {
                failure = Status.INTERNAL.withDescription(e.getMessage());
            } finally {
                if (message == null) {
                    memory.close();
                }
            }
            return new ParsedRequest<>(message, failure, memory);
        }

        private Q uncompressed(InputStream bytes, Reservation memory) throws IOException {
            int size = bytes.available();
            if (size <= MemoryBudget.SMALL_BYTES) {
                return messages.parse(bytes);
            }
            if (!memory.resize(size)) {
                throw refused(size);
            }
            return parsed(bytes.readAllBytes(), size, memory);
        }

        private Q decompressed(InputStream bytes, Reservation memory) throws IOException {
            Decompressed counted = new Decompressed(bytes, memory);
            byte[] whole = counted.readAllBytes();
            return parsed(whole, whole.length, memory);
        }

        /** Returns null if the marshaller does not tell. */
        private @Nullable Descriptor type() {
            return messages instanceof PrototypeMarshaller<Q> marshaller
                            && marshaller.getMessagePrototype() instanceof Message prototype
                    ? prototype.getDescriptorForType()
                    : null;
        }

        /** Parses a message after taking the memory for its elements. */
        private Q parsed(byte[] message, long size, Reservation memory) {
            long bytes = size + ElementBytes.ofMessage(message, type());
            if (!memory.resize(bytes)) {
                throw Status.RESOURCE_EXHAUSTED
                        .withDescription(budget.refuseRequest(bytes).message())
                        .asRuntimeException();
            }
            return messages.parse(new ByteArrayInputStream(message));
        }

        private StatusRuntimeException refused(long messageBytes) {
            Refusal refusal = budget.refuseRequest(MemoryBudget.multiple(GrpcServices.REQUEST_FACTOR, messageBytes));
            return Status.RESOURCE_EXHAUSTED.withDescription(refusal.message()).asRuntimeException();
        }

        /** Takes the memory for a compressed message while it is parsed. */
        private final class Decompressed extends FilterInputStream {
            private final Reservation memory;
            private long size;

            Decompressed(InputStream in, Reservation memory) {
                super(in);
                this.memory = memory;
            }

            @Override
            public int read() throws IOException {
                int b = super.read();
                add(b < 0 ? 0 : 1);
                return b;
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                int count = super.read(into, offset, length);
                add(Math.max(count, 0));
                return count;
            }

            private void add(int bytes) {
                size += bytes;
                if (!memory.resize(MemoryBudget.multiple(GrpcServices.REQUEST_FACTOR, size))) {
                    throw refused(size);
                }
            }
        }
    }
}
