package io.github.cloudtasks.benchmarks.soak.fault;

import io.grpc.ClientCall;
import io.grpc.Metadata;

/** A gRPC call whose response is never read: it asks for no message, so that the flow-control window stays closed. */
final class UnreadCall {
    private UnreadCall() {}

    static <Q, R> void start(ClientCall<Q, R> call, Q request) {
        call.start(new ClientCall.Listener<>() {}, new Metadata());
        call.sendMessage(request);
        call.halfClose();
    }
}
