package io.github.cloudtasks.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.cloudtasks.model.ApiException;
import io.github.cloudtasks.model.ApiException.Code;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** How tests state what a rule refuses. */
public final class ErrorAssertions {
    private ErrorAssertions() {}

    /** Asserts that {@code call} is an invalid argument, with exactly this text. */
    public static ApiException assertInvalid(ThrowingCallable call, String text) {
        return assertRefused(call, Code.INVALID_ARGUMENT, text);
    }

    public static ApiException assertRefused(ThrowingCallable call, Code code, String text) {
        ApiException error = catchThrowableOfType(ApiException.class, call);
        assertThat(error).as("refused").isNotNull();
        assertThat(error.code()).isEqualTo(code);
        assertThat(error.text()).isEqualTo(text);
        return error;
    }
}
