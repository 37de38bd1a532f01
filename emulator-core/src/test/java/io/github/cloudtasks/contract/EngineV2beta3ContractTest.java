package io.github.cloudtasks.contract;

import io.github.cloudtasks.engine.CloudTasks;
import io.github.cloudtasks.engine.Dialect;
import org.junit.jupiter.api.extension.ExtendWith;

/** The contract, read straight to the engine as v2beta3 speaks. */
@ExtendWith(EngineV2beta3ContractTest.Engine.class)
class EngineV2beta3ContractTest extends Contract {

    static final class Engine extends Binding {
        Engine() {
            super("to the engine, in v2beta3", LeftOut.byTheEngine().and(LeftOut.by(Dialect.V2BETA3)));
        }

        @Override
        protected Service connect(CloudTasks engine) {
            return new EngineService(engine.speaking(Dialect.V2BETA3), Dialect.V2BETA3);
        }
    }
}
