package io.github.cloudtasks.cli.training;

import io.github.cloudtasks.cli.serve.ServerProgram;
import io.github.cloudtasks.server.settings.ListenAddress;
import java.io.IOException;
import java.util.List;

/**
 * The callers and the target of {@link AotTraining}, in a process of their own. Calls every common method over gRPC and
 * REST. Rare features are left out, because archived classes take space and time.
 */
final class TrainingCalls {

    /** Every call is made once for its classes, and again for those that the second call loads. */
    private static final int ROUNDS = 2;

    private static final List<String> VERSIONS = List.of("v2", "v2beta3", "v2beta2");

    private TrainingCalls() {}

    /**
     * Makes the calls.
     *
     * @param arguments the host and the port of the server
     * @throws IOException if a response is not as expected
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        ServerProgram.prepare();
        ListenAddress address = new ListenAddress(arguments[0], Integer.parseInt(arguments[1]));
        try (TrainingTarget target = TrainingTarget.open();
                GrpcCalls grpc = new GrpcCalls(address.toString(), target)) {
            RestCalls rest = new RestCalls(address, target);
            for (int round = 0; round < ROUNDS; round++) {
                for (String version : VERSIONS) {
                    grpc.run(version, round);
                    rest.run(version, round);
                }
            }
        }
    }
}
