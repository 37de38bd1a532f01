package io.github.cloudtasks.dispatcher.request;

import io.github.cloudtasks.dispatch.HttpHeader;
import io.github.cloudtasks.dispatch.RequestRecord;
import io.github.cloudtasks.dispatch.TruncatedBody;
import io.github.cloudtasks.dispatcher.http.Request;
import io.github.cloudtasks.dispatcher.http.RequestException;
import io.github.cloudtasks.model.Bytes;
import io.github.cloudtasks.model.HttpMethod;
import java.util.List;

/**
 * A request of an attempt: the first one, or one that follows a redirect.
 *
 * @param http the request that is sent
 * @param url the URL of the task with its queue's overrides, or of the redirect; it determines the {@code Host} header
 * @param calledUrl the URL that is called instead because of a rewrite; otherwise equal to {@code url}
 * @param redirectsLeft the number of redirects that may still be followed; 0 for App Engine tasks, whose redirects are
 *     not followed (documented)
 */
public record DispatchRequest(Request http, TargetUrl url, TargetUrl calledUrl, int redirectsLeft) {

    /**
     * Returns a request.
     *
     * @param headers without {@code Host} and {@code Content-Length}
     * @throws RequestException if the host or port of a URL is invalid
     */
    static DispatchRequest of(
            TargetUrl url,
            TargetUrl calledUrl,
            HttpMethod method,
            List<HttpHeader> headers,
            Bytes body,
            int redirectsLeft)
            throws RequestException {
        String host = url.origin().hostHeader();
        Request http = Request.of(method, calledUrl.origin(), calledUrl.requestTarget(), host, headers, body);
        return new DispatchRequest(http, url, calledUrl, redirectsLeft);
    }

    /** Returns the record of this request, with the beginning of its body. */
    public RequestRecord toRecord() {
        String text = url.toString();
        String calledText = calledUrl.equals(url) ? text : calledUrl.toString();
        return new RequestRecord(http.method(), text, calledText, http.headers(), TruncatedBody.of(http.body()));
    }
}
