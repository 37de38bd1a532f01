package io.github.cloudtasks.grpc.service;

import io.github.cloudtasks.model.ApiException;
import io.github.cloudtasks.model.HttpMethod;
import io.github.cloudtasks.model.queue.QueueState;
import io.github.cloudtasks.model.queue.UriOverride.EnforceMode;
import io.github.cloudtasks.model.queue.UriOverride.Scheme;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A converter between the enums of the model and their numbers, which are the same in every API version. The constants
 * of the model are in the order of the API. Enums without a constant for the unspecified value start at 1.
 */
public final class EnumConverter {
    private static final List<HttpMethod> METHODS = List.of(HttpMethod.values());
    private static final List<QueueState> STATES = List.of(QueueState.values());
    private static final List<Scheme> SCHEMES = List.of(Scheme.values());
    private static final List<EnforceMode> MODES = List.of(EnforceMode.values());

    private EnumConverter() {}

    public static int toNumber(HttpMethod method) {
        return METHODS.indexOf(method) + 1;
    }

    public static int toNumber(QueueState state) {
        return STATES.indexOf(state) + 1;
    }

    public static int toNumber(Scheme scheme) {
        return SCHEMES.indexOf(scheme);
    }

    public static int toNumber(EnforceMode mode) {
        return MODES.indexOf(mode);
    }

    /** Returns the method of a task: POST if it is unspecified (documented) or unknown (recorded). */
    public static HttpMethod taskMethod(int number) {
        return number > 0 && number <= METHODS.size() ? METHODS.get(number - 1) : HttpMethod.POST;
    }

    /**
     * Returns the method override of a queue, or null if it is unspecified.
     *
     * @throws ApiException if the number is unknown (recorded)
     */
    public static @Nullable HttpMethod queueMethod(int number) {
        return number == 0 ? null : known(METHODS, number - 1);
    }

    /**
     * Returns the scheme with a number.
     *
     * @throws ApiException if the number is unknown (recorded)
     */
    public static Scheme scheme(int number) {
        return known(SCHEMES, number);
    }

    /**
     * Returns the enforce mode with a number.
     *
     * @throws ApiException if the number is unknown (recorded)
     */
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
