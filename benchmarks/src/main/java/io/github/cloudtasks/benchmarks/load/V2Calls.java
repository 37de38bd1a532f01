package io.github.cloudtasks.benchmarks.load;

import com.google.common.util.concurrent.ListenableFuture;
import com.google.protobuf.Message;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.MethodDescriptor;
import io.grpc.stub.ClientCalls;
import java.util.concurrent.TimeUnit;

/** Calls of Cloud Tasks v2, of whose published classes this module uses the messages only. */
public final class V2Calls {
    private static final long DEADLINE_SECONDS = 60;

    private V2Calls() {}

    /**
     * Makes a call and waits for its response.
     *
     * @param method the name of the RPC, such as {@code CreateQueue}
     * @param response the default instance of the response
     * @throws io.grpc.StatusRuntimeException if the call fails, or has no response after a minute
     */
    public static <Q extends Message, R extends Message> R call(Channel channel, String method, Q request, R response) {
        return ClientCalls.blockingUnaryCall(channel, descriptor(method, request, response), options(), request);
    }

    /** Makes a call whose response arrives later. It fails if it has no response after a minute. */
    public static <Q extends Message, R extends Message> ListenableFuture<R> start(
            Channel channel, String method, Q request, R response) {
        return ClientCalls.futureUnaryCall(channel.newCall(descriptor(method, request, response), options()), request);
    }

    /** Creates a call that is not yet started and has no deadline. */
    public static <Q extends Message, R extends Message> ClientCall<Q, R> open(
            Channel channel, String method, Q request, R response) {
        return channel.newCall(descriptor(method, request, response), CallOptions.DEFAULT);
    }

    private static CallOptions options() {
        return CallOptions.DEFAULT.withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS);
    }

    private static <Q extends Message, R extends Message> MethodDescriptor<Q, R> descriptor(
            String method, Q request, R response) {
        return CloudTasksClient.method("v2", method, request, response);
    }
}
