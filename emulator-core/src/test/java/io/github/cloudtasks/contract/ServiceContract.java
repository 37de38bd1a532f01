package io.github.cloudtasks.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.cloudtasks.engine.spec.Limits;
import io.github.cloudtasks.model.ApiException;
import io.github.cloudtasks.model.ApiException.Code;
import io.github.cloudtasks.model.ApiException.Detail;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.opentest4j.TestAbortedException;

/**
 * The base class of contract tests. Every test starts with its own fixture, at a whole second, under the limits of the
 * service.
 *
 * <p>The JUnit tag of a test states how the behaviour is known: <em>recorded</em> from the real service (in v2, and
 * applied to versions with the same rule), <em>documented</em>, <em>inferred</em>, or <em>unlike</em> the service on
 * purpose.
 */
public abstract class ServiceContract {
    /** The smallest step of time: one microsecond. */
    protected static final Duration TICK = Duration.ofNanos(1_000);

    protected TestFixture fixture;
    protected ServiceDriver service;
    private Function<Limits, TestFixture> fixtureFactory;
    private final List<TestFixture> usedFixtures = new ArrayList<>();

    final void open(Function<Limits, TestFixture> fixtures) {
        fixtureFactory = fixtures;
        useLimits(Limits.DEFAULTS);
    }

    final void close() {
        usedFixtures.forEach(TestFixture::clear);
    }

    /** Switches to a new fixture under other limits. */
    protected final void useLimits(Limits limits) {
        fixture = fixtureFactory.apply(limits);
        service = fixture.service();
        usedFixtures.add(fixture);
    }

    /** Asserts that the call fails with this code, error message and details. */
    protected static void assertRejected(Code code, String text, ThrowingCallable call, Detail... details) {
        ApiException error = catchRejection(call);
        assertThat(error.text()).isEqualTo(text);
        assertThat(error.code()).isEqualTo(code);
        assertThat(error.details()).containsExactly(details);
    }

    /** Asserts that the call fails with this code. The error message of the service is unknown. */
    protected static void assertRejected(Code code, ThrowingCallable call) {
        assertThat(catchRejection(call).code()).isEqualTo(code);
    }

    /** Returns the error of the call. Aborts the test if the version lacks the method. */
    protected static ApiException catchRejection(ThrowingCallable call) {
        Throwable thrown = catchThrowable(call);
        if (thrown instanceof TestAbortedException aborted) {
            throw aborted;
        }
        assertThat(thrown).as("the error of a rejected request").isInstanceOf(ApiException.class);
        return (ApiException) thrown;
    }
}
