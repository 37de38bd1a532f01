package io.github.cloudtasks.model.task;

import io.github.cloudtasks.model.AppEngineRouting;
import io.github.cloudtasks.model.Authorization;
import io.github.cloudtasks.model.Bytes;
import io.github.cloudtasks.model.HttpMethod;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a task carries. */
public sealed interface Payload {

    /**
     * A request to any HTTP address.
     *
     * @param url with its scheme, at most 2083 characters
     * @param headers as stored: reserved ones are gone, {@code User-Agent} is there
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
            headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
        }
    }

    /**
     * A request to the project's App Engine app.
     *
     * @param appEngineRouting null in what a caller asks for means the default service
     * @param relativeUri starts with a slash and may have a query; at most 2083 characters
     */
    record AppEngineHttpRequest(
            HttpMethod httpMethod,
            @Nullable AppEngineRouting appEngineRouting,
            String relativeUri,
            Map<String, String> headers,
            Bytes body)
            implements Payload {
        public AppEngineHttpRequest {
            headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
        }
    }

    /**
     * A message for the worker that leases it.
     *
     * @param tag groups tasks for leasing; under 500 characters, empty for none
     */
    record PullMessage(Bytes payload, String tag) implements Payload {}
}
