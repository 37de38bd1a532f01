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
 * One way of reaching the service. A {@link ContractSuite} that is extended with a binding is read that way, but for
 * what is left out; its failures say which way it was, for the chapters are the same for all.
 */
public abstract class ContractExtension
        implements BeforeEachCallback,
                AfterEachCallback,
                ExecutionCondition,
                TestExecutionExceptionHandler,
                LifecycleMethodExecutionExceptionHandler {
    private final String way;
    private final Exclusions leftOut;

    /**
     * A way of reaching the service.
     *
     * @param way what failures say, such as {@code over gRPC, in v2}
     */
    protected ContractExtension(String way, Exclusions leftOut) {
        this.way = way;
        this.leftOut = leftOut;
    }

    /** Opens a door to {@code engine}. It is closed when all tests are done. */
    protected abstract ServiceDriver connect(CloudTasks engine) throws Exception;

    @Override
    public final void beforeEach(ExtensionContext context) {
        chapter(context).open(limits -> site(context, limits).fixture());
    }

    @Override
    public final void afterEach(ExtensionContext context) {
        chapter(context).close();
    }

    @Override
    public final ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        Optional<String> why = context.getTestMethod().isPresent()
                ? leftOut.why(context.getRequiredTestMethod())
                : leftOut.why(context.getRequiredTestClass().getSuperclass());
        return why.map(ConditionEvaluationResult::disabled).orElseGet(() -> ConditionEvaluationResult.enabled("read"));
    }

    @Override
    public final void handleTestExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        throw named(failure);
    }

    @Override
    public final void handleBeforeEachMethodExecutionException(ExtensionContext context, Throwable failure)
            throws Throwable {
        throw named(failure);
    }

    private Throwable named(Throwable failure) {
        return failure instanceof TestAbortedException
                ? failure
                : new AssertionError(way + ": " + failure.getMessage(), failure);
    }

    private static ServiceContract chapter(ExtensionContext context) {
        return (ServiceContract) context.getRequiredTestInstance();
    }

    /** The site with these limits; there is one for all test classes of a run. */
    private SharedEmulator site(ExtensionContext context, Limits limits) {
        return context.getRoot()
                .getStore(Namespace.create(getClass()))
                .computeIfAbsent(limits, key -> open(limits), SharedEmulator.class);
    }

    private SharedEmulator open(Limits limits) {
        try {
            return new SharedEmulator(this, limits);
        } catch (Exception e) {
            throw new IllegalStateException("the door does not open", e);
        }
    }
}
