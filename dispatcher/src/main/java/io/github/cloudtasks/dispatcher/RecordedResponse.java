package io.github.cloudtasks.dispatcher;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The answer to an attempt, complete.
 *
 * @param status the HTTP status code, 100 to 999
 * @param headers all, in the order in which they came
 */
public record RecordedResponse(int status, List<Header> headers, RecordedBody body) {

    public RecordedResponse {
        headers = List.copyOf(headers);
    }

    /** The value of the first header of that name, in any case; null for none. */
    public @Nullable String header(String name) {
        return Header.valueIn(headers, name);
    }
}
