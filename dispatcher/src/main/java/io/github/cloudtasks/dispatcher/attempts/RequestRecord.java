package io.github.cloudtasks.dispatcher.attempts;

import io.github.cloudtasks.dispatcher.http.HttpHeader;
import io.github.cloudtasks.dispatcher.http.TruncatedBody;
import io.github.cloudtasks.dispatcher.request.DispatchRequest;
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
public record RequestRecord(
        HttpMethod method, String url, String calledUrl, List<HttpHeader> headers, TruncatedBody body) {

    public RequestRecord {
        headers = List.copyOf(headers);
    }

    static RequestRecord of(DispatchRequest request) {
        String url = request.url().toString();
        String calledUrl = request.calledUrl().equals(request.url())
                ? url
                : request.calledUrl().toString();
        return new RequestRecord(
                request.method(), url, calledUrl, request.allHeaders(), TruncatedBody.of(request.body()));
    }

    /** The value of the first header of that name, in any case; null for none. */
    public @Nullable String header(String name) {
        return HttpHeader.valueIn(headers, name);
    }
}
