package io.github.cloudtasks.benchmarks.load;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/** Callers over gRPC. Each sends its next request as soon as it has the response to its last one. */
public final class GrpcCallers {
    private static final long SECONDS = 300;

    private GrpcCallers() {}

    /**
     * Makes calls without a thread for each caller: the connection's thread sends the next request when it reads a
     * response. Returns when all responses are received.
     *
     * @param channels the connections, which the callers share; their executor must be the direct one
     * @param callers the number of requests in flight
     * @throws NotSupportedException if the server does not have the method
     * @throws IllegalStateException if a call fails otherwise, or the calls take five minutes
     */
    public static Timings send(
            List<? extends Channel> channels,
            MethodDescriptor<byte[], byte[]> method,
            Calls calls,
            int requests,
            int callers)
            throws InterruptedException {
        Batch batch = new Batch(method, calls, requests);
        for (int i = 0; i < callers; i++) {
            batch.sendNext(channels.get(i % channels.size()));
        }
        return batch.await();
    }

    /** Like {@link #send}, with a thread for each caller, which waits for its responses. */
    public static Timings sendBlocking(
            List<? extends Channel> channels,
            MethodDescriptor<byte[], byte[]> method,
            Calls calls,
            int requests,
            int callers)
            throws InterruptedException {
        Batch batch = new Batch(method, calls, requests);
        for (int i = 0; i < callers; i++) {
            Channel channel = channels.get(i % channels.size());
            Thread.ofPlatform().daemon().start(() -> batch.sendAll(channel));
        }
        return batch.await();
    }

    /** Requests that callers share. */
    private static final class Batch {
        private final MethodDescriptor<byte[], byte[]> method;
        private final Calls calls;
        private final long[] nanos;
        private final long start = System.nanoTime();
        private final AtomicInteger sent = new AtomicInteger();
        private final AtomicInteger unanswered;

        /** Completed by the last response, or exceptionally by the first error. */
        private final CompletableFuture<Timings> done = new CompletableFuture<>();

        Batch(MethodDescriptor<byte[], byte[]> method, Calls calls, int requests) {
            this.method = method;
            this.calls = calls;
            nanos = new long[requests];
            unanswered = new AtomicInteger(requests);
        }

        void sendNext(Channel channel) {
            int index = sent.getAndIncrement();
            if (index < nanos.length) {
                byte[] request = calls.request(index);
                ClientCalls.asyncUnaryCall(
                        channel.newCall(method, CallOptions.DEFAULT),
                        request,
                        new Caller(this, channel, index, System.nanoTime()));
            }
        }

        /** Sends requests on this thread. */
        void sendAll(Channel channel) {
            try {
                for (int index = sent.getAndIncrement(); index < nanos.length; index = sent.getAndIncrement()) {
                    byte[] request = calls.request(index);
                    long begin = System.nanoTime();
                    accept(index, ClientCalls.blockingUnaryCall(channel, method, CallOptions.DEFAULT, request));
                    end(index, begin);
                }
            } catch (RuntimeException e) {
                done.completeExceptionally(e);
            }
        }

        void accept(int index, byte[] response) {
            calls.accept(index, response);
        }

        void end(int index, long begin) {
            long now = System.nanoTime();
            nanos[index] = now - begin;
            if (unanswered.decrementAndGet() == 0) {
                done.complete(new Timings(nanos, now - start));
            }
        }

        Timings await() throws InterruptedException {
            try {
                return done.get(SECONDS, TimeUnit.SECONDS);
            } catch (ExecutionException e) {
                if (e.getCause() instanceof StatusRuntimeException failure
                        && failure.getStatus().getCode() == Status.Code.UNIMPLEMENTED) {
                    throw new NotSupportedException(method.getFullMethodName() + " is not implemented");
                }
                throw new IllegalStateException(method.getFullMethodName() + " failed: " + e.getCause(), e);
            } catch (TimeoutException e) {
                throw new IllegalStateException(
                        unanswered + " of " + nanos.length + " calls of " + method.getFullMethodName()
                                + " had no response after " + SECONDS + " s",
                        e);
            }
        }
    }

    /** A call that does not block. */
    private record Caller(Batch batch, Channel channel, int index, long begin) implements StreamObserver<byte[]> {
        @Override
        public void onNext(byte[] response) {
            try {
                batch.accept(index, response);
            } catch (RuntimeException e) {
                batch.done.completeExceptionally(e);
            }
        }

        @Override
        public void onError(Throwable error) {
            batch.done.completeExceptionally(error);
        }

        @Override
        public void onCompleted() {
            batch.end(index, begin);
            batch.sendNext(channel);
        }
    }
}
