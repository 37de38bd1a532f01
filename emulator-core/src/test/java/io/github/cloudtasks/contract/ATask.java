package io.github.cloudtasks.contract;

import io.github.cloudtasks.model.AppEngineRouting;
import io.github.cloudtasks.model.Authorization;
import io.github.cloudtasks.model.Bytes;
import io.github.cloudtasks.model.HttpMethod;
import io.github.cloudtasks.model.NewTask;
import io.github.cloudtasks.model.Payload;
import io.github.cloudtasks.model.Payload.AppEngineHttpRequest;
import io.github.cloudtasks.model.Payload.HttpRequest;
import io.github.cloudtasks.model.Payload.PullMessage;
import io.github.cloudtasks.model.RetryConfig;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A task to be made, said in a sentence. What is not said is not sent. */
public final class ATask {
    /** Where HTTP tasks go that do not say. */
    public static final String URL = "https://example.com/work";

    private final @Nullable Payload payload;
    private String name = "";
    private @Nullable Instant scheduleTime;
    private @Nullable Duration deadline;
    private @Nullable RetryConfig retryConfig;

    private ATask(@Nullable Payload payload) {
        this.payload = payload;
    }

    public static ATask with(@Nullable Payload payload) {
        return new ATask(payload);
    }

    /** A POST without a body. */
    public static ATask http() {
        return http(URL);
    }

    public static ATask http(String url) {
        return http(url, HttpMethod.POST, Map.of(), "");
    }

    public static ATask http(String url, HttpMethod method, Map<String, String> headers, String body) {
        return with(new HttpRequest(url, method, headers, bytes(body), null));
    }

    public static ATask http(String url, @Nullable Authorization authorization) {
        return with(new HttpRequest(url, HttpMethod.POST, Map.of(), Bytes.EMPTY, authorization));
    }

    public static ATask appEngine(String relativeUri) {
        return appEngine(HttpMethod.POST, null, relativeUri, Map.of(), "");
    }

    public static ATask appEngine(
            HttpMethod method,
            @Nullable AppEngineRouting routing,
            String relativeUri,
            Map<String, String> headers,
            String body) {
        return with(new AppEngineHttpRequest(method, routing, relativeUri, headers, bytes(body)));
    }

    public static ATask pull() {
        return pull("", "");
    }

    public static ATask tagged(String tag) {
        return pull("", tag);
    }

    public static ATask pull(String message, String tag) {
        return with(new PullMessage(bytes(message), tag));
    }

    /** The full name; empty lets the service choose. */
    public ATask named(String fullName) {
        name = fullName;
        return this;
    }

    public ATask at(Instant when) {
        scheduleTime = when;
        return this;
    }

    public ATask deadline(Duration dispatchDeadline) {
        deadline = dispatchDeadline;
        return this;
    }

    public ATask retry(RetryConfig config) {
        retryConfig = config;
        return this;
    }

    public NewTask build() {
        return new NewTask(name, payload, scheduleTime, deadline, retryConfig);
    }

    @Override
    public String toString() {
        return build().toString();
    }

    static Bytes bytes(String text) {
        return Bytes.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
