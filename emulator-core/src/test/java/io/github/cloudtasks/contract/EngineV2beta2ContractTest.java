package io.github.cloudtasks.contract;

import io.github.cloudtasks.engine.CloudTasks;
import io.github.cloudtasks.engine.spec.Dialect;
import org.junit.jupiter.api.extension.ExtendWith;

/** The contract tests of the engine in v2beta2. */
@ExtendWith(EngineV2beta2ContractTest.Engine.class)
class EngineV2beta2ContractTest extends ContractSuite {

    static final class Engine extends ContractExtension {
        Engine() {
            super("against the engine, in v2beta2", Exclusions.forEngine().and(Exclusions.forVersion(Dialect.V2BETA2)));
        }

        @Override
        protected ServiceDriver connect(CloudTasks engine) {
            return new EngineDriver(engine, Dialect.V2BETA2);
        }
    }
}
