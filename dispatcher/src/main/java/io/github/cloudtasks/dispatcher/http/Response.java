package io.github.cloudtasks.dispatcher.http;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The answer to an attempt, complete.
 *
 * @param status the HTTP status code, 100 to 999
 * @param headers all, in the order in which they came
 */
public record Response(int status, List<HttpHeader> headers, TruncatedBody body) {

    public Response {
        headers = List.copyOf(headers);
    }

    /** The value of the first header of that name, in any case; null for none. */
    public @Nullable String header(String name) {
        return HttpHeader.valueIn(headers, name);
    }
}
