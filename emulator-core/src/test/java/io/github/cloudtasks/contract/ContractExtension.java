package io.github.cloudtasks.contract;

import io.github.cloudtasks.engine.CloudTasks;
import io.github.cloudtasks.engine.spec.Limits;
import java.util.Optional;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.LifecycleMethodExecutionExceptionHandler;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.opentest4j.TestAbortedException;

/**
 * A JUnit extension that runs a {@link ContractSuite} through one driver, such as gRPC in v2. It skips excluded tests
 * and adds the name of the driver to failure messages, because all suites run the same tests.
 */
public abstract class ContractExtension
        implements BeforeEachCallback,
                AfterEachCallback,
                ExecutionCondition,
                TestExecutionExceptionHandler,
                LifecycleMethodExecutionExceptionHandler {
    private final String driverName;
    private final Exclusions exclusions;

    /**
     * Creates an extension.
     *
     * @param driverName the name of the driver in failure messages, such as {@code over gRPC, in v2}
     * @param exclusions the tests to skip
     */
    protected ContractExtension(String driverName, Exclusions exclusions) {
        this.driverName = driverName;
        this.exclusions = exclusions;
    }

    /** Returns a new driver for {@code engine}. It is closed after the last test of the run. */
    protected abstract ServiceDriver connect(CloudTasks engine) throws Exception;

    @Override
    public final void beforeEach(ExtensionContext context) {
        contract(context).open(limits -> emulator(context, limits).newFixture());
    }

    @Override
    public final void afterEach(ExtensionContext context) {
        contract(context).close();
    }

    @Override
    public final ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        Optional<String> reason = context.getTestMethod().isPresent()
                ? exclusions.reasonFor(context.getRequiredTestMethod())
                : exclusions.reasonFor(context.getRequiredTestClass().getSuperclass());
        return reason.map(ConditionEvaluationResult::disabled)
                .orElseGet(() -> ConditionEvaluationResult.enabled("applies to this driver"));
    }

    @Override
    public final void handleTestExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        throw withDriverName(failure);
    }

    @Override
    public final void handleBeforeEachMethodExecutionException(ExtensionContext context, Throwable failure)
            throws Throwable {
        throw withDriverName(failure);
    }

    private Throwable withDriverName(Throwable failure) {
        return failure instanceof TestAbortedException
                ? failure
                : new AssertionError(driverName + ": " + failure.getMessage(), failure);
    }

    private static ServiceContract contract(ExtensionContext context) {
        return (ServiceContract) context.getRequiredTestInstance();
    }

    /** Returns the emulator with these limits. All test classes of a run share it. */
    private SharedEmulator emulator(ExtensionContext context, Limits limits) {
        return context.getRoot()
                .getStore(Namespace.create(getClass()))
                .computeIfAbsent(limits, key -> open(limits), SharedEmulator.class);
    }

    private SharedEmulator open(Limits limits) {
        try {
            return new SharedEmulator(this, limits);
        } catch (Exception e) {
            throw new IllegalStateException("the driver could not be started", e);
        }
    }
}
