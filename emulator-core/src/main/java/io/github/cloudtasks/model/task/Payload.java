package io.github.cloudtasks.model.task;

import io.github.cloudtasks.model.AppEngineRouting;
import io.github.cloudtasks.model.Authorization;
import io.github.cloudtasks.model.Bytes;
import io.github.cloudtasks.model.HttpMethod;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The payload of a task. */
public sealed interface Payload {

    /** Returns the URL, or the relative URI of an App Engine task; empty for a message. */
    String target();

    /** Returns the headers; empty for a message. */
    Map<String, String> headers();

    /** Returns the body of the request, or the content of the message. */
    Bytes body();

    /**
     * An HTTP request to any URL.
     *
     * @param url including the scheme; at most 2083 characters
     * @param headers in a stored task without reserved headers, and with a {@code User-Agent}
     * @param authorization null for none
     */
    record HttpRequest(
            String url,
            HttpMethod httpMethod,
            Map<String, String> headers,
            Bytes body,
            @Nullable Authorization authorization)
            implements Payload {
        public HttpRequest {
            headers = HeaderMap.copyOf(headers);
        }

        @Override
        public String target() {
            return url;
        }
    }

    /**
     * An HTTP request to the App Engine app of the project.
     *
     * @param appEngineRouting null in a request means the default service
     * @param relativeUri starts with a slash and can have a query; at most 2083 characters
     */
    record AppEngineHttpRequest(
            HttpMethod httpMethod,
            @Nullable AppEngineRouting appEngineRouting,
            String relativeUri,
            Map<String, String> headers,
            Bytes body)
            implements Payload {
        public AppEngineHttpRequest {
            headers = HeaderMap.copyOf(headers);
        }

        @Override
        public String target() {
            return relativeUri;
        }
    }

    /**
     * A message for the worker that leases the task.
     *
     * @param tag can be used to filter leases; less than 500 characters, empty for none
     */
    record PullMessage(Bytes payload, String tag) implements Payload {
        @Override
        public String target() {
            return "";
        }

        @Override
        public Map<String, String> headers() {
            return Map.of();
        }

        @Override
        public Bytes body() {
            return payload;
        }
    }
}
