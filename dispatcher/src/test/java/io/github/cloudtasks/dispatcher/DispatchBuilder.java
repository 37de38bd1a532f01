package io.github.cloudtasks.dispatcher;

import io.github.cloudtasks.dispatch.Dispatch;
import io.github.cloudtasks.dispatcher.request.AppEngineTargets;
import io.github.cloudtasks.dispatcher.request.DispatchRequestFactory;
import io.github.cloudtasks.dispatcher.request.SettingNames;
import io.github.cloudtasks.dispatcher.request.TargetRewrites;
import io.github.cloudtasks.model.AppEngineRouting;
import io.github.cloudtasks.model.Authorization;
import io.github.cloudtasks.model.Bytes;
import io.github.cloudtasks.model.HttpMethod;
import io.github.cloudtasks.model.QueueName;
import io.github.cloudtasks.model.RetryConfig;
import io.github.cloudtasks.model.queue.HttpTarget;
import io.github.cloudtasks.model.queue.Queue;
import io.github.cloudtasks.model.queue.QueueState;
import io.github.cloudtasks.model.queue.RateLimits;
import io.github.cloudtasks.model.queue.Target;
import io.github.cloudtasks.model.queue.Target.PushTarget;
import io.github.cloudtasks.model.task.Attempt;
import io.github.cloudtasks.model.task.Outcome;
import io.github.cloudtasks.model.task.Payload;
import io.github.cloudtasks.model.task.Task;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A builder of attempts. The default is the first attempt of a plain POST. */
public final class DispatchBuilder {
    /** Default settings with the names of flags in messages. */
    public static final DispatcherSettings NAMED_SETTINGS = DispatcherSettings.DEFAULT.withNames(
            new SettingNames("--app-engine-url", "--app-engine-service", "--ca-file", "--insecure-skip-tls-verify"));

    public static final Instant SCHEDULE_TIME = Instant.parse("2026-01-02T03:04:05.120Z");

    private String project = "p";
    private String taskId = "t";
    private Payload payload;
    private Target target = PushTarget.PLAIN;
    private Duration deadline = Duration.ofSeconds(30);
    private Instant scheduleTime = SCHEDULE_TIME;
    private int dispatchCount = 1;
    private int responsesBefore;
    private Attempt previous;

    private DispatchBuilder(Payload payload) {
        this.payload = payload;
    }

    public static DispatchBuilder post(String url) {
        return http(HttpMethod.POST, url, "");
    }

    public static DispatchBuilder http(HttpMethod method, String url, String body, String... headers) {
        return new DispatchBuilder(new Payload.HttpRequest(url, method, headers(headers), bytes(body), null));
    }

    public static DispatchBuilder appEngine(String relativeUri) {
        return appEngine(HttpMethod.POST, relativeUri, AppEngineRouting.DEFAULT, "");
    }

    public static DispatchBuilder appEngine(
            HttpMethod method, String relativeUri, AppEngineRouting routing, String body, String... headers) {
        return new DispatchBuilder(
                new Payload.AppEngineHttpRequest(method, routing, relativeUri, headers(headers), bytes(body)));
    }

    public static DispatchBuilder of(Payload payload) {
        return new DispatchBuilder(payload);
    }

    public DispatchBuilder named(String id) {
        taskId = id;
        return this;
    }

    public DispatchBuilder inProject(String id) {
        project = id;
        return this;
    }

    public DispatchBuilder authorized(Authorization authorization) {
        Payload.HttpRequest old = (Payload.HttpRequest) payload;
        payload = new Payload.HttpRequest(old.url(), old.httpMethod(), old.headers(), old.body(), authorization);
        return this;
    }

    public DispatchBuilder body(byte[] body) {
        Payload.HttpRequest old = (Payload.HttpRequest) payload;
        payload = new Payload.HttpRequest(
                old.url(), old.httpMethod(), old.headers(), Bytes.wrap(body), old.authorization());
        return this;
    }

    public DispatchBuilder target(HttpTarget httpTarget) {
        target = new PushTarget(null, httpTarget);
        return this;
    }

    public DispatchBuilder target(Target newTarget) {
        target = newTarget;
        return this;
    }

    /** Sets the deadline; null for the default. */
    public DispatchBuilder deadline(Duration newDeadline) {
        deadline = newDeadline;
        return this;
    }

    public DispatchBuilder due(Instant newScheduleTime) {
        scheduleTime = newScheduleTime;
        return this;
    }

    public DispatchBuilder retry(int retryCount, int newResponsesBefore, Outcome previousOutcome) {
        dispatchCount = retryCount + 1;
        responsesBefore = newResponsesBefore;
        previous = new Attempt(scheduleTime, scheduleTime, scheduleTime, previousOutcome);
        return this;
    }

    public Dispatch build() {
        QueueName queueName = QueueName.of(project, "us-central1", "q");
        Queue queue = new Queue(
                queueName,
                target,
                new RateLimits(500, 100, 1000),
                RetryConfig.UNSET,
                QueueState.RUNNING,
                null,
                Duration.ofDays(31),
                Duration.ofHours(1),
                null);
        Attempt attempt = new Attempt(scheduleTime, scheduleTime.plusMillis(3), null, null);
        Instant other = Instant.parse("2030-01-01T00:00:00Z");
        Task task = new Task(
                queueName.task(taskId),
                1,
                payload,
                other,
                other,
                deadline,
                null,
                dispatchCount,
                responsesBefore,
                attempt,
                attempt,
                false);
        return new Dispatch(task, queue, previous, responsesBefore);
    }

    public static Map<String, String> headers(String... namesAndValues) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            headers.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return headers;
    }

    public static HttpTarget headerOverrides(String... namesAndValues) {
        List<HttpTarget.Header> overrides = new ArrayList<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            overrides.add(new HttpTarget.Header(namesAndValues[i], namesAndValues[i + 1]));
        }
        return new HttpTarget(null, null, overrides, null);
    }

    public static Bytes bytes(String text) {
        return Bytes.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Returns the request factory of a dispatcher with these settings, without rewrites. */
    public static DispatchRequestFactory requestFactory(DispatcherSettings settings) {
        return new DispatchRequestFactory(
                appEngineTargets(settings), TargetRewrites.NONE, settings.authorizationProvider());
    }

    /** Returns the App Engine addresses of these settings. */
    public static AppEngineTargets appEngineTargets(DispatcherSettings settings) {
        return new AppEngineTargets(settings.appEngineUrl(), settings.appEngineServices(), settings.names());
    }
}
