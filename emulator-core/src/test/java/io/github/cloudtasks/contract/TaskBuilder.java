package io.github.cloudtasks.contract;

import io.github.cloudtasks.model.AppEngineRouting;
import io.github.cloudtasks.model.Authorization;
import io.github.cloudtasks.model.Bytes;
import io.github.cloudtasks.model.HttpMethod;
import io.github.cloudtasks.model.RetryConfig;
import io.github.cloudtasks.model.task.NewTask;
import io.github.cloudtasks.model.task.Payload;
import io.github.cloudtasks.model.task.Payload.AppEngineHttpRequest;
import io.github.cloudtasks.model.task.Payload.HttpRequest;
import io.github.cloudtasks.model.task.Payload.PullMessage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A builder of tasks. Fields that are not set are not sent. */
public final class TaskBuilder {
    /** The default URL of HTTP tasks. */
    public static final String URL = "https://example.com/work";

    private final @Nullable Payload payload;
    private String name = "";
    private @Nullable Instant scheduleTime;
    private @Nullable Duration deadline;
    private @Nullable RetryConfig retryConfig;

    private TaskBuilder(@Nullable Payload payload) {
        this.payload = payload;
    }

    public static TaskBuilder with(@Nullable Payload payload) {
        return new TaskBuilder(payload);
    }

    /** Returns a builder of a POST request without a body. */
    public static TaskBuilder http() {
        return http(URL);
    }

    public static TaskBuilder http(String url) {
        return http(url, HttpMethod.POST, Map.of(), "");
    }

    public static TaskBuilder http(String url, HttpMethod method, Map<String, String> headers, String body) {
        return with(new HttpRequest(url, method, headers, bytes(body), null));
    }

    public static TaskBuilder http(String url, @Nullable Authorization authorization) {
        return with(new HttpRequest(url, HttpMethod.POST, Map.of(), Bytes.EMPTY, authorization));
    }

    public static TaskBuilder appEngine(String relativeUri) {
        return appEngine(HttpMethod.POST, null, relativeUri, Map.of(), "");
    }

    public static TaskBuilder appEngine(
            HttpMethod method,
            @Nullable AppEngineRouting routing,
            String relativeUri,
            Map<String, String> headers,
            String body) {
        return with(new AppEngineHttpRequest(method, routing, relativeUri, headers, bytes(body)));
    }

    public static TaskBuilder pull() {
        return pull("", "");
    }

    public static TaskBuilder tagged(String tag) {
        return pull("", tag);
    }

    public static TaskBuilder pull(String message, String tag) {
        return with(new PullMessage(bytes(message), tag));
    }

    /** Sets the full name. If it is empty, the service generates one. */
    public TaskBuilder named(String fullName) {
        name = fullName;
        return this;
    }

    public TaskBuilder at(Instant when) {
        scheduleTime = when;
        return this;
    }

    public TaskBuilder deadline(Duration dispatchDeadline) {
        deadline = dispatchDeadline;
        return this;
    }

    public TaskBuilder retry(RetryConfig config) {
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
