package io.github.cloudtasks.engine.rules;

import io.github.cloudtasks.engine.spec.Dialect;
import io.github.cloudtasks.engine.spec.Dialect.PullQueues;
import io.github.cloudtasks.engine.spec.Limits;
import io.github.cloudtasks.model.ApiException;
import io.github.cloudtasks.model.AppEngineRouting;
import io.github.cloudtasks.model.Authorization;
import io.github.cloudtasks.model.Bytes;
import io.github.cloudtasks.model.HttpMethod;
import io.github.cloudtasks.model.TaskName;
import io.github.cloudtasks.model.queue.HttpTarget;
import io.github.cloudtasks.model.queue.Queue;
import io.github.cloudtasks.model.queue.Target.PullTarget;
import io.github.cloudtasks.model.queue.Target.PushTarget;
import io.github.cloudtasks.model.task.NewTask;
import io.github.cloudtasks.model.task.Payload;
import io.github.cloudtasks.model.task.Payload.AppEngineHttpRequest;
import io.github.cloudtasks.model.task.Payload.HttpRequest;
import io.github.cloudtasks.model.task.Payload.PullMessage;
import io.github.cloudtasks.model.task.Task;
import io.github.cloudtasks.time.TimeArithmetic;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rules for tasks: what is valid, and how the service completes a task when it stores it (recorded unless stated
 * otherwise). {@link #check} needs no queue and comes first: the service looks up the queue only afterwards (inferred
 * from requests with one error each).
 */
public final class TaskRules {
    private static final Set<HttpMethod> APP_ENGINE_WITH_BODY = EnumSet.of(HttpMethod.POST, HttpMethod.PUT);

    /** The time zone of timestamps in error messages (recorded). */
    private static final ZoneId PACIFIC = ZoneId.of("America/Los_Angeles");

    private final Dialect dialect;
    private final AuthorizationRules authorizationRules;

    /** Creates the rules of an API version. */
    public TaskRules(Dialect dialect, Limits limits) {
        this.dialect = dialect;
        this.authorizationRules = new AuthorizationRules(limits);
    }

    /**
     * Checks everything that does not depend on the queue.
     *
     * @throws ApiException INVALID_ARGUMENT for the first invalid field
     */
    public void check(NewTask task, Instant now) {
        switch (task.payload()) {
            case null ->
                throw ApiException.invalidArgument("Task.payload_type is not set.")
                        .withFields("payload_type");
            case HttpRequest request -> {
                checkHttp(request);
                checkDeadline(deadline(task), Limits.MAX_HTTP_DEADLINE, "30m");
            }
            case AppEngineHttpRequest request -> {
                checkAppEngine(request);
                checkDeadline(deadline(task), Limits.MAX_APP_ENGINE_DEADLINE, "24h15s");
            }
            case PullMessage message -> checkPull(message);
        }
        checkScheduleTime(task.scheduleTime(), now);
        if (task.retryConfig() != null) {
            RetryRules.complete(task.retryConfig(), dialect);
        }
    }

    /**
     * Returns the task as it is stored. Its serial number is 0 until the queue assigns one.
     *
     * @param idIsGenerated whether the service chose the task id
     * @throws ApiException INVALID_ARGUMENT for a payload that does not fit the queue, or for a task that is too large
     */
    public Task complete(TaskName name, boolean idIsGenerated, NewTask requested, Queue queue, Instant now) {
        Payload payload = complete(requested.payload(), queue);
        Instant scheduleTime = requested.scheduleTime() == null
                ? now
                : requested.scheduleTime().truncatedTo(ChronoUnit.MICROS);
        Task task = new Task(
                name,
                0,
                payload,
                now,
                scheduleTime.isBefore(now) ? now : scheduleTime,
                payload instanceof PullMessage ? null : deadline(requested),
                requested.retryConfig() == null ? null : RetryRules.complete(requested.retryConfig(), dialect),
                0,
                0,
                null,
                null,
                idIsGenerated);
        long largest = largest(payload);
        if (EncodedSize.atMost(task) > largest && EncodedSize.of(task) > largest) {
            throw ApiException.invalidArgument("Task size too large");
        }
        return task;
    }

    private void checkHttp(HttpRequest request) {
        String url = request.url();
        if (url.isEmpty()) {
            throw ApiException.invalidArgument("HttpRequest.url is required.").withFields("http_request.url");
        }
        if (!url.regionMatches(true, 0, "http://", 0, 7) && !url.regionMatches(true, 0, "https://", 0, 8)) {
            throw ApiException.invalidArgument("HttpTarget.url must start with 'http://' or 'https://'.")
                    .withFields("http_request.url");
        }
        if (encodedLength(url) > Limits.MAX_URL_LENGTH) {
            throw ApiException.invalidArgument("HttpRequest.url is too long. The maximum length is 2083 characters.")
                    .withFields("http_request.url");
        }
        checkHeaders(request.headers(), "HttpRequest", "http_request.headers");
        if (!request.body().isEmpty() && !request.httpMethod().takesBody()) {
            throw ApiException.invalidArgument("Body can only be set if the http_method is POST, PUT, or PATCH.")
                    .withFields("http_request.body");
        }
        authorizationRules.check(request.authorization(), url);
    }

    private void checkAppEngine(AppEngineHttpRequest request) {
        String uri = request.relativeUri();
        if (!uri.isEmpty() && !uri.startsWith("/")) {
            throw ApiException.invalidArgument(relativeUri() + " must start with '/'.")
                    .withFields(relativeUriPath());
        }
        if (uri.indexOf(' ') >= 0) {
            throw ApiException.invalidArgument(relativeUri() + " cannot contain spaces.")
                    .withFields(relativeUriPath());
        }
        if (encodedLength(uri) > Limits.MAX_URL_LENGTH) {
            throw ApiException.invalidArgument(relativeUri() + " is too long. The maximum length is 2083 characters.")
                    .withFields(relativeUriPath());
        }
        checkHeaders(request.headers(), "AppEngineHttpRequest", "app_engine_http_request.headers");
        if (!request.body().isEmpty() && !APP_ENGINE_WITH_BODY.contains(request.httpMethod())) {
            throw ApiException.invalidArgument("Body can only be set if the http_method is POST or PUT.")
                    .withFields("app_engine_http_request.body");
        }
    }

    private String relativeUri() {
        return "AppEngineHttpRequest." + dialect.relativeUriField();
    }

    private String relativeUriPath() {
        return "app_engine_http_request." + dialect.relativeUriField();
    }

    private void checkPull(PullMessage message) {
        if (dialect.pullQueues() != PullQueues.LEASABLE) {
            // The rule is documented, the message is inferred.
            throw ApiException.invalidArgument("Task.pull_message cannot be set: it is output only.")
                    .withFields("pull_message");
        }
        if (message.tag().codePointCount(0, message.tag().length()) > Limits.MAX_TAG_LENGTH) {
            throw ApiException.invalidArgument("PullMessage.tag must be less than 500 characters.")
                    .withFields("pull_message.tag");
        }
    }

    private static void checkHeaders(Map<String, String> headers, String message, String field) {
        long bytes = 0;
        for (Map.Entry<String, String> header : headers.entrySet()) {
            bytes += utf8Length(header.getKey()) + utf8Length(header.getValue());
        }
        if (bytes >= Limits.MAX_HEADERS_BYTES) {
            throw ApiException.invalidArgument(
                            message + ".headers is too large. The size of the headers must be less than 80KB.")
                    .withFields(field);
        }
    }

    private static void checkDeadline(@Nullable Duration deadline, Duration longest, String longestText) {
        if (deadline != null && (deadline.compareTo(Limits.MIN_DEADLINE) < 0 || deadline.compareTo(longest) > 0)) {
            throw ApiException.invalidArgument("Task.dispatchDeadline must be between [15s, " + longestText + "].")
                    .withFields("dispatch_deadline");
        }
    }

    private static void checkScheduleTime(@Nullable Instant time, Instant now) {
        if (time != null && TimeArithmetic.isOutOfRange(time)) {
            throw ApiException.invalidArgument().withFields("schedule_time");
        }
        if (time != null && time.isAfter(now.plus(Limits.MAX_SCHEDULE_AHEAD))) {
            throw ApiException.invalidArgument(
                            "The Task.scheduleTime, %s, is too far in the future. Schedule time must be no more than 720h in the future."
                                    .formatted(DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(time.atZone(PACIFIC))))
                    .withFields("schedule_time");
        }
    }

    private Payload complete(@Nullable Payload payload, Queue queue) {
        return switch (payload) {
            case null -> throw new IllegalStateException("a task without a payload must be rejected earlier");
            case PullMessage message when queue.target() instanceof PullTarget -> message;
            case HttpRequest request when queue.target() instanceof PushTarget push -> http(request, push.httpTarget());
            case AppEngineHttpRequest request when takesAppEngine(queue) -> appEngine(request, queue);
            default -> throw ApiException.invalidArgument(misfit(payload, queue));
        };
    }

    private boolean takesAppEngine(Queue queue) {
        return queue.target() instanceof PushTarget push && !(dialect.oneTargetPerQueue() && push.httpTarget() != null);
    }

    private static String misfit(Payload payload, Queue queue) {
        String kind = queue.isPull() ? "a pull queue" : "not a pull queue";
        return switch (payload) {
            case PullMessage message ->
                "Task.pull_message cannot be set: queue '%s' is %s.".formatted(queue.name(), kind);
            case HttpRequest request ->
                "Task.http_request cannot be set: queue '%s' is %s.".formatted(queue.name(), kind);
            case AppEngineHttpRequest request ->
                "Task.app_engine_http_request cannot be set: queue '%s' has no App Engine target."
                        .formatted(queue.name());
        };
    }

    private HttpRequest http(HttpRequest request, @Nullable HttpTarget target) {
        Authorization ofQueue = target == null ? null : target.authorization();
        return new HttpRequest(
                request.url(),
                request.httpMethod(),
                HeaderRules.ofHttp(request.headers()),
                request.body(),
                authorizationRules.complete(request.authorization(), ofQueue, request.url()));
    }

    private static AppEngineHttpRequest appEngine(AppEngineHttpRequest request, Queue queue) {
        AppEngineRouting routing =
                request.appEngineRouting() == null ? AppEngineRouting.DEFAULT : request.appEngineRouting();
        Bytes body = request.body();
        return new AppEngineHttpRequest(
                request.httpMethod(),
                routing.inProject(queue.name().location().project()),
                request.relativeUri().isEmpty() ? "/" : request.relativeUri(),
                HeaderRules.ofAppEngine(request.headers(), body.size()),
                body);
    }

    /**
     * Returns the stored deadline, in milliseconds: a longer fraction is cut before the range is checked. HTTP tasks
     * are stored with the default, App Engine tasks without one (recorded). 0 means the default in App Engine tasks
     * only (documented).
     */
    private static @Nullable Duration deadline(NewTask task) {
        boolean http = task.payload() instanceof HttpRequest;
        if (task.dispatchDeadline() == null) {
            return http ? Limits.DEFAULT_HTTP_DEADLINE : null;
        }
        Duration deadline = task.dispatchDeadline().truncatedTo(ChronoUnit.MILLIS);
        return deadline.isZero() && !http ? null : deadline;
    }

    private int largest(Payload payload) {
        return switch (payload) {
            case HttpRequest request -> Limits.MAX_TASK_BYTES;
            case AppEngineHttpRequest request -> dialect.appEngineTaskBytes();
            case PullMessage message -> dialect.pullTaskBytes();
        };
    }

    private static int utf8Length(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    /** Returns the length of a URL after percent-encoding, which the limit refers to (documented). */
    private static int encodedLength(String url) {
        int length = 0;
        for (byte b : url.getBytes(StandardCharsets.UTF_8)) {
            length += b > ' ' && b < 0x7f ? 1 : 3;
        }
        return length;
    }
}
