package io.github.cloudtasks.contract;

import io.github.cloudtasks.engine.CloudTasks;
import io.github.cloudtasks.engine.Dialect;
import org.junit.jupiter.api.extension.ExtendWith;

/** The contract, read straight to the engine as v2 speaks. */
@ExtendWith(EngineV2ContractTest.Engine.class)
class EngineV2ContractTest extends Contract {

    static final class Engine extends Binding {
        Engine() {
            super("to the engine, in v2", LeftOut.byTheEngine().and(LeftOut.by(Dialect.V2)));
        }

        @Override
        protected Service connect(CloudTasks engine) {
            return new EngineService(engine.speaking(Dialect.V2), Dialect.V2);
        }
    }
}
