package io.github.cloudtasks.benchmarks.soak.fault;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.io.IOException;
import java.net.Socket;

/** Where the emulator listens. */
public record EmulatorAddress(String host, int port) {
    /** The location of all queues. */
    public static final String LOCATION = "projects/benchmark/locations/us-central1";

    /** Reads {@code host:port}. */
    public static EmulatorAddress parse(String address) {
        int colon = address.lastIndexOf(':');
        return new EmulatorAddress(address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)));
    }

    /** Returns a new channel, on which messages of any size can be received. */
    public ManagedChannel channel() {
        return NettyChannelBuilder.forAddress(host, port)
                .usePlaintext()
                .maxInboundMessageSize(Integer.MAX_VALUE)
                .build();
    }

    /** Returns a new connection. */
    Socket connect() throws IOException {
        return new Socket(host, port);
    }
}
