package io.github.cloudtasks.grpc.rpc;

/** Is notified of answered calls of the API. Must be thread-safe. */
@FunctionalInterface
public interface CallListener {
    /** A listener that ignores all calls. */
    CallListener NONE = (method, transport, code) -> {};

    /** The ways in which clients call the API. */
    enum Transport {
        /** gRPC. */
        GRPC,
        /** JSON over HTTP, also in batches, and gRPC methods over plain HTTP. */
        REST
    }

    /**
     * Called when the response of a call is known, on the thread that answers it. Must not block and must not throw.
     *
     * @param method the full name of the method, such as {@code google.cloud.tasks.v2.CloudTasks.CreateTask}
     * @param code the number of a {@code google.rpc.Code}: 0 for success
     */
    void answered(String method, Transport transport, int code);

    /**
     * Called after {@link #answered} for a call that has failed, under the same conditions. Does nothing by default.
     */
    default void failed(FailedCall call) {}

    /** Returns a listener that notifies this one, and then another. */
    default CallListener and(CallListener next) {
        CallListener first = this;
        return new CallListener() {
            @Override
            public void answered(String method, Transport transport, int code) {
                first.answered(method, transport, code);
                next.answered(method, transport, code);
            }

            @Override
            public void failed(FailedCall call) {
                first.failed(call);
                next.failed(call);
            }
        };
    }
}
