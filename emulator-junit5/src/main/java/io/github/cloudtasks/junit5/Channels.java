package io.github.cloudtasks.junit5;

import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;

/** A gRPC channel. The only class that needs gRPC, which is optional on the class path of a test. */
final class Channels {
    private final ManagedChannel channel;

    Channels(String endpoint) {
        this.channel = ManagedChannelBuilder.forTarget(endpoint).usePlaintext().build();
    }

    ManagedChannel channel() {
        return channel;
    }

    /** Closes the channel, and cancels open calls of the finished test. */
    void close() {
        channel.shutdownNow();
    }
}
