package io.github.cloudtasks.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.cloudtasks.model.ApiException;
import io.github.cloudtasks.model.ApiException.Code;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Assertions about errors of the engine. */
public final class ErrorAssertions {
    private ErrorAssertions() {}

    /** Asserts that {@code call} fails with INVALID_ARGUMENT and exactly this error message. */
    public static ApiException assertInvalid(ThrowingCallable call, String text) {
        return assertRejected(call, Code.INVALID_ARGUMENT, text);
    }

    public static ApiException assertRejected(ThrowingCallable call, Code code, String text) {
        ApiException error = catchThrowableOfType(ApiException.class, call);
        assertThat(error).as("rejected").isNotNull();
        assertThat(error.code()).isEqualTo(code);
        assertThat(error.text()).isEqualTo(text);
        return error;
    }
}
