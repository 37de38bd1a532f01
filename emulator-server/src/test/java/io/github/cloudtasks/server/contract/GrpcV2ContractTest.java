package io.github.cloudtasks.server.contract;

import io.github.cloudtasks.contract.ContractExtension;
import io.github.cloudtasks.contract.ContractSuite;
import io.github.cloudtasks.contract.Exclusions;
import io.github.cloudtasks.contract.ServiceDriver;
import io.github.cloudtasks.engine.CloudTasks;
import io.github.cloudtasks.engine.spec.Dialect;
import org.junit.jupiter.api.extension.ExtendWith;

/** The contract suite, run over gRPC in v2. */
@ExtendWith(GrpcV2ContractTest.Grpc.class)
class GrpcV2ContractTest extends ContractSuite {

    static final class Grpc extends ContractExtension {
        Grpc() {
            super(
                    "over gRPC, in v2",
                    Exclusions.forGrpc()
                            .and(Exclusions.forVersion(Dialect.V2))
                            .and(Exclusions.forMessagesOf(Dialect.V2)));
        }

        @Override
        protected ServiceDriver connect(CloudTasks engine) throws Exception {
            ContractServer server = ContractServer.open(engine);
            return new ContractClient(new GrpcContractTransport("v2", server.endpoint(), server::close), Vocabulary.V2);
        }
    }
}
