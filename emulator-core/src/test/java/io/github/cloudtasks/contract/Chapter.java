package io.github.cloudtasks.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.cloudtasks.ApiException;
import io.github.cloudtasks.ApiException.Code;
import io.github.cloudtasks.ApiException.Detail;
import io.github.cloudtasks.engine.Limits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.opentest4j.TestAbortedException;

/**
 * A part of the contract. Every test begins on a bench of its own, at a whole second, under the limits of the service.
 *
 * <p>The tag of a test says how we know: <em>recorded</em> from the real service (v2, and taken to hold for the
 * versions that share its words), <em>documented</em>, <em>inferred</em>, or <em>unlike</em> the service on purpose.
 */
public abstract class Chapter {
    /** The shortest time that there is. */
    protected static final Duration TICK = Duration.ofNanos(1_000);

    protected Bench bench;
    protected Service service;
    private Function<Limits, Bench> benches;
    private final List<Bench> used = new ArrayList<>();

    final void open(Function<Limits, Bench> source) {
        benches = source;
        workUnder(Limits.OF_THE_SERVICE);
    }

    final void close() {
        used.forEach(Bench::clear);
    }

    /** Goes to a fresh bench, under other limits. */
    protected final void workUnder(Limits limits) {
        bench = benches.apply(limits);
        service = bench.service();
        used.add(bench);
    }

    /** The call must be refused with this code, this text and these details. */
    protected static void refused(Code code, String text, ThrowingCallable call, Detail... details) {
        ApiException answer = refusal(call);
        assertThat(answer.text()).isEqualTo(text);
        assertThat(answer.code()).isEqualTo(code);
        assertThat(answer.details()).containsExactly(details);
    }

    /** The call must be refused with this code; the text is not known from the service. */
    protected static void refused(Code code, ThrowingCallable call) {
        assertThat(refusal(call).code()).isEqualTo(code);
    }

    /** What the call is refused with; a call that a version does not have ends the test. */
    protected static ApiException refusal(ThrowingCallable call) {
        Throwable thrown = catchThrowable(call);
        if (thrown instanceof TestAbortedException none) {
            throw none;
        }
        assertThat(thrown).as("the answer of a refused call").isInstanceOf(ApiException.class);
        return (ApiException) thrown;
    }
}
