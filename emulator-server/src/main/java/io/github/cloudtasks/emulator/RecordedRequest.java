package io.github.cloudtasks.emulator;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The request of an attempt, as it was sent or would have been sent to a reachable target.
 *
 * @param method such as {@code POST}
 * @param url the URL of the task after the overrides of its queue, or the URL that a redirect named
 * @param calledUrl the URL that was called: {@code url}, unless a target rewrite applied
 * @param headers all headers, in the order in which they are sent
 */
public record RecordedRequest(
        String method, String url, String calledUrl, List<RecordedHeader> headers, RecordedBody body) {

    /** Copies the list of headers. */
    public RecordedRequest {
        headers = List.copyOf(headers);
    }

    /** Returns the value of the first header with this name, in any case; null if there is none. */
    public @Nullable String header(String name) {
        return RecordedResponse.header(headers, name);
    }
}
