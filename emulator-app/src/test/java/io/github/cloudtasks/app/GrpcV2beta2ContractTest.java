package io.github.cloudtasks.app;

import io.github.cloudtasks.contract.Binding;
import io.github.cloudtasks.contract.Contract;
import io.github.cloudtasks.contract.LeftOut;
import io.github.cloudtasks.contract.Service;
import io.github.cloudtasks.engine.CloudTasks;
import io.github.cloudtasks.engine.Dialect;
import org.junit.jupiter.api.extension.ExtendWith;

/** The contract, read over gRPC in v2beta2. */
@ExtendWith(GrpcV2beta2ContractTest.Grpc.class)
class GrpcV2beta2ContractTest extends Contract {

    static final class Grpc extends Binding {
        Grpc() {
            super(
                    "over gRPC, in v2beta2",
                    LeftOut.byGrpc().and(LeftOut.by(Dialect.V2BETA2)).and(LeftOut.byMessagesOf(Dialect.V2BETA2)));
        }

        @Override
        protected Service connect(CloudTasks engine) throws Exception {
            ContractServer server = ContractServer.open(engine);
            return new Client(new GrpcWire("v2beta2", server.endpoint(), server::close), Wording.V2BETA2);
        }
    }
}
