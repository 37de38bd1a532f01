package io.github.cloudtasks.contract;

import io.github.cloudtasks.engine.CloudTasks;
import io.github.cloudtasks.engine.spec.Dialect;
import org.junit.jupiter.api.extension.ExtendWith;

/** The contract tests of the engine in v2. */
@ExtendWith(EngineV2ContractTest.Engine.class)
class EngineV2ContractTest extends ContractSuite {

    static final class Engine extends ContractExtension {
        Engine() {
            super("against the engine, in v2", Exclusions.forEngine().and(Exclusions.forVersion(Dialect.V2)));
        }

        @Override
        protected ServiceDriver connect(CloudTasks engine) {
            return new EngineDriver(engine.forVersion(Dialect.V2), Dialect.V2);
        }
    }
}
