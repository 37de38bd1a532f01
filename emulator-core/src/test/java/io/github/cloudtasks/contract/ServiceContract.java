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
 * A part of the contract. Every test begins on a fixture of its own, at a whole second, under the limits of the
 * service.
 *
 * <p>The tag of a test says how we know: <em>recorded</em> from the real service (v2, and taken to hold for the
 * versions that share its words), <em>documented</em>, <em>inferred</em>, or <em>unlike</em> the service on purpose.
 */
public abstract class ServiceContract {
    /** The shortest time that there is. */
    protected static final Duration TICK = Duration.ofNanos(1_000);

    protected TestFixture fixture;
    protected ServiceDriver service;
    private Function<Limits, TestFixture> benches;
    private final List<TestFixture> used = new ArrayList<>();

    final void open(Function<Limits, TestFixture> source) {
        benches = source;
        useLimits(Limits.DEFAULTS);
    }

    final void close() {
        used.forEach(TestFixture::clear);
    }

    /** Goes to a fresh fixture, under other limits. */
    protected final void useLimits(Limits limits) {
        fixture = benches.apply(limits);
        service = fixture.service();
        used.add(fixture);
    }

    /** The call must be refused with this code, this text and these details. */
    protected static void assertRejected(Code code, String text, ThrowingCallable call, Detail... details) {
        ApiException answer = catchRejection(call);
        assertThat(answer.text()).isEqualTo(text);
        assertThat(answer.code()).isEqualTo(code);
        assertThat(answer.details()).containsExactly(details);
    }

    /** The call must be refused with this code; the text is not known from the service. */
    protected static void assertRejected(Code code, ThrowingCallable call) {
        assertThat(catchRejection(call).code()).isEqualTo(code);
    }

    /** What the call is refused with; a call that a version does not have ends the test. */
    protected static ApiException catchRejection(ThrowingCallable call) {
        Throwable thrown = catchThrowable(call);
        if (thrown instanceof TestAbortedException none) {
            throw none;
        }
        assertThat(thrown).as("the answer of a refused call").isInstanceOf(ApiException.class);
        return (ApiException) thrown;
    }
}
