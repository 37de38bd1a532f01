package io.github.cloudtasks.junit5;

import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;

/** The only class that needs gRPC, which is the test's and need not be there. */
final class Channels {
    private final ManagedChannel channel;

    Channels(String endpoint) {
        this.channel = ManagedChannelBuilder.forTarget(endpoint).usePlaintext().build();
    }

    ManagedChannel channel() {
        return channel;
    }

    /** Ends calls that are under way too: the test that made them is over. */
    void close() {
        channel.shutdownNow();
    }
}
