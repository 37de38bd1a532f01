package io.github.cloudtasks.dispatcher;

import io.github.cloudtasks.model.HttpMethod;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The request of an attempt as it was sent, or would have been if the target had been there.
 *
 * @param url what the task asks for, with its queue's overrides, or what a redirect asked for
 * @param calledUrl what was called: {@code url} unless it was rewritten
 * @param headers all, in the order in which they are sent
 */
public record RecordedRequest(
        HttpMethod method, String url, String calledUrl, List<Header> headers, RecordedBody body) {

    public RecordedRequest {
        headers = List.copyOf(headers);
    }

    /** The value of the first header of that name, in any case; null for none. */
    public @Nullable String header(String name) {
        return Header.valueIn(headers, name);
    }
}
