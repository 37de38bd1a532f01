package io.github.cloudtasks.emulator;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The complete response of a target.
 *
 * @param status the HTTP status code, 100 to 999
 * @param headers all headers, in the order in which they arrived
 */
public record RecordedResponse(int status, List<RecordedHeader> headers, RecordedBody body) {

    /** Copies the list of headers. */
    public RecordedResponse {
        headers = List.copyOf(headers);
    }

    /** Returns the value of the first header with this name, in any case; null if there is none. */
    public @Nullable String header(String name) {
        return header(headers, name);
    }

    static @Nullable String header(List<RecordedHeader> headers, String name) {
        for (RecordedHeader header : headers) {
            if (header.name().equalsIgnoreCase(name)) {
                return header.value();
            }
        }
        return null;
    }
}
