package io.github.cloudtasks.grpc.service;

import io.github.cloudtasks.model.ApiException;
import io.github.cloudtasks.model.HttpMethod;
import io.github.cloudtasks.model.queue.QueueState;
import io.github.cloudtasks.model.queue.UriOverride.EnforceMode;
import io.github.cloudtasks.model.queue.UriOverride.Scheme;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Enums of the model and their numbers, which are the same in every version of the API. The model keeps the API's
 * order; the enums that have no constant for the unspecified value start at 1.
 */
public final class EnumConverter {
    private static final List<HttpMethod> METHODS = List.of(HttpMethod.values());
    private static final List<QueueState> STATES = List.of(QueueState.values());
    private static final List<Scheme> SCHEMES = List.of(Scheme.values());
    private static final List<EnforceMode> MODES = List.of(EnforceMode.values());

    private EnumConverter() {}

    /** The number of a method. */
    public static int of(HttpMethod method) {
        return METHODS.indexOf(method) + 1;
    }

    /** The number of a state. */
    public static int of(QueueState state) {
        return STATES.indexOf(state) + 1;
    }

    /** The number of a scheme. */
    public static int of(Scheme scheme) {
        return SCHEMES.indexOf(scheme);
    }

    /** The number of a mode. */
    public static int of(EnforceMode mode) {
        return MODES.indexOf(mode);
    }

    /** A task's method: POST where it is unspecified (documented) or unknown (recorded). */
    public static HttpMethod methodOfTask(int number) {
        return number > 0 && number <= METHODS.size() ? METHODS.get(number - 1) : HttpMethod.POST;
    }

    /** A queue's method override: null where it is unspecified; an unknown one is an error (recorded). */
    public static @Nullable HttpMethod methodOfQueue(int number) {
        return number == 0 ? null : known(METHODS, number - 1);
    }

    /** The scheme with a number; an unknown one is an error (recorded). */
    public static Scheme scheme(int number) {
        return known(SCHEMES, number);
    }

    /** The mode with a number; an unknown one is an error (recorded). */
    public static EnforceMode enforceMode(int number) {
        return known(MODES, number);
    }

    private static <T> T known(List<T> values, int index) {
        if (index < 0 || index >= values.size()) {
            throw ApiException.invalidHttpTarget("");
        }
        return values.get(index);
    }
}
