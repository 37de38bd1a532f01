package io.github.cloudtasks.server.contract;

import io.github.cloudtasks.contract.ContractExtension;
import io.github.cloudtasks.contract.ContractSuite;
import io.github.cloudtasks.contract.Exclusions;
import io.github.cloudtasks.contract.ServiceDriver;
import io.github.cloudtasks.engine.CloudTasks;
import io.github.cloudtasks.engine.spec.Dialect;
import org.junit.jupiter.api.extension.ExtendWith;

/** The contract suite, run over gRPC fallback in v2beta3. */
@ExtendWith(FallbackV2beta3ContractTest.Fallback.class)
class FallbackV2beta3ContractTest extends ContractSuite {

    static final class Fallback extends ContractExtension {
        Fallback() {
            super(
                    "over gRPC fallback, in v2beta3",
                    Exclusions.forGrpc()
                            .and(Exclusions.forVersion(Dialect.V2BETA3))
                            .and(Exclusions.forMessagesOf(Dialect.V2BETA3)));
        }

        @Override
        protected ServiceDriver connect(CloudTasks engine) throws Exception {
            ContractServer server = ContractServer.open(engine);
            return new ContractClient(
                    new FallbackContractTransport("v2beta3", server.endpoint(), server::close), Vocabulary.V2BETA3);
        }
    }
}
