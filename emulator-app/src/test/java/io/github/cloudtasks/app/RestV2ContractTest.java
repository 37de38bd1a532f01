package io.github.cloudtasks.app;

import io.github.cloudtasks.contract.Binding;
import io.github.cloudtasks.contract.Contract;
import io.github.cloudtasks.contract.LeftOut;
import io.github.cloudtasks.contract.Service;
import io.github.cloudtasks.engine.CloudTasks;
import io.github.cloudtasks.engine.Dialect;
import org.junit.jupiter.api.extension.ExtendWith;

/** The contract, read over REST in v2. */
@ExtendWith(RestV2ContractTest.Rest.class)
class RestV2ContractTest extends Contract {

    static final class Rest extends Binding {
        Rest() {
            super(
                    "over REST, in v2",
                    LeftOut.byRest().and(LeftOut.by(Dialect.V2)).and(LeftOut.byMessagesOf(Dialect.V2)));
        }

        @Override
        protected Service connect(CloudTasks engine) throws Exception {
            ContractServer server = ContractServer.open(engine);
            return new Client(new RestWire("v2", server.endpoint(), server::close), Wording.V2);
        }
    }
}
