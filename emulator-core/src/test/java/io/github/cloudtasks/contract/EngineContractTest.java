package io.github.cloudtasks.contract;

import io.github.cloudtasks.engine.CloudTasks;
import io.github.cloudtasks.engine.Dialect;
import org.junit.jupiter.api.extension.ExtendWith;

/** The contract, read straight to the engine as v2beta2 speaks. */
@ExtendWith(EngineContractTest.Engine.class)
class EngineContractTest extends Contract {

    static final class Engine extends Binding {
        Engine() {
            super("to the engine, in v2beta2", LeftOut.byTheEngine().and(LeftOut.by(Dialect.V2BETA2)));
        }

        @Override
        protected Service connect(CloudTasks engine) {
            return new EngineService(engine, Dialect.V2BETA2);
        }
    }
}
