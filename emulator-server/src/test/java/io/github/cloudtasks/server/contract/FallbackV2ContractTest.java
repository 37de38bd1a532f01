package io.github.cloudtasks.server.contract;

import io.github.cloudtasks.contract.ContractExtension;
import io.github.cloudtasks.contract.ContractSuite;
import io.github.cloudtasks.contract.Exclusions;
import io.github.cloudtasks.contract.ServiceDriver;
import io.github.cloudtasks.engine.CloudTasks;
import io.github.cloudtasks.engine.spec.Dialect;
import org.junit.jupiter.api.extension.ExtendWith;

/** The contract suite, run over gRPC fallback in v2. */
@ExtendWith(FallbackV2ContractTest.Fallback.class)
class FallbackV2ContractTest extends ContractSuite {

    static final class Fallback extends ContractExtension {
        Fallback() {
            super(
                    "over gRPC fallback, in v2",
                    Exclusions.forGrpc()
                            .and(Exclusions.forVersion(Dialect.V2))
                            .and(Exclusions.forMessagesOf(Dialect.V2)));
        }

        @Override
        protected ServiceDriver connect(CloudTasks engine) throws Exception {
            ContractServer server = ContractServer.open(engine);
            return new ContractClient(
                    new FallbackContractTransport("v2", server.endpoint(), server::close), Vocabulary.V2);
        }
    }
}
