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
 * What a task must be, and what the service makes of it when it stores it. The first half needs no queue and comes
 * first, as the service looks for the queue only then (inferred from single faults).
 */
public final class TaskRules {
    private static final Set<HttpMethod> APP_ENGINE_WITH_BODY = EnumSet.of(HttpMethod.POST, HttpMethod.PUT);

    /** The service words times as they are in California (recorded). */
    private static final ZoneId PACIFIC = ZoneId.of("America/Los_Angeles");

    private final Dialect dialect;
    private final AuthorizationRules authorizationRules;

    public TaskRules(Dialect dialect, Limits limits) {
        this.dialect = dialect;
        this.authorizationRules = new AuthorizationRules(limits);
    }

    /** Checks all that can be checked without the queue. */
    public void check(NewTask task, Instant now) {
        switch (task.payload()) {
            case null -> throw ApiException.invalidArgument("Task.payload_type is not set.");
            case HttpRequest request -> {
                checkHttp(request);
                checkDeadline(task.dispatchDeadline(), Limits.MAX_HTTP_DEADLINE, "30m");
            }
            case AppEngineHttpRequest request -> {
                checkAppEngine(request);
                checkDeadline(task.dispatchDeadline(), Limits.MAX_APP_ENGINE_DEADLINE, "24h15s");
            }
            case PullMessage message -> checkPull(message);
        }
        checkScheduleTime(task.scheduleTime(), now);
        if (task.retryConfig() != null) {
            RetryRules.complete(task.retryConfig(), dialect);
        }
    }

    /** The task as it is stored, or the error that its queue makes of it. */
    public Task complete(TaskName name, boolean idIsGenerated, NewTask asked, Queue queue, Instant now) {
        Payload payload = complete(asked.payload(), queue);
        Instant scheduleTime =
                asked.scheduleTime() == null ? now : asked.scheduleTime().truncatedTo(ChronoUnit.MICROS);
        Task task = new Task(
                name,
                0,
                payload,
                now,
                scheduleTime.isBefore(now) ? now : scheduleTime,
                deadline(asked.dispatchDeadline(), payload),
                asked.retryConfig() == null ? null : RetryRules.complete(asked.retryConfig(), dialect),
                0,
                0,
                null,
                null,
                idIsGenerated);
        if (EncodedSize.of(task) > largest(payload)) {
            throw ApiException.invalidArgument("Task size too large");
        }
        return task;
    }

    private void checkHttp(HttpRequest request) {
        String url = request.url();
        if (url.isEmpty()) {
            throw ApiException.invalidArgument("HttpRequest.url is required.");
        }
        if (!url.regionMatches(true, 0, "http://", 0, 7) && !url.regionMatches(true, 0, "https://", 0, 8)) {
            throw ApiException.invalidArgument("HttpTarget.url must start with 'http://' or 'https://'.");
        }
        if (encodedLength(url) > Limits.MAX_URL_LENGTH) {
            throw ApiException.invalidArgument("HttpRequest.url is too long. The maximum length is 2083 characters.");
        }
        checkHeaders(request.headers(), "HttpRequest");
        if (!request.body().isEmpty() && !request.httpMethod().takesBody()) {
            throw ApiException.invalidArgument("Body can only be set if the http_method is POST, PUT, or PATCH.");
        }
        authorizationRules.check(request.authorization(), url);
    }

    private void checkAppEngine(AppEngineHttpRequest request) {
        String uri = request.relativeUri();
        if (!uri.isEmpty() && !uri.startsWith("/")) {
            throw ApiException.invalidArgument(relativeUri() + " must start with '/'.");
        }
        if (uri.indexOf(' ') >= 0) {
            throw ApiException.invalidArgument(relativeUri() + " cannot contain spaces.");
        }
        if (encodedLength(uri) > Limits.MAX_URL_LENGTH) {
            throw ApiException.invalidArgument(relativeUri() + " is too long. The maximum length is 2083 characters.");
        }
        checkHeaders(request.headers(), "AppEngineHttpRequest");
        if (!request.body().isEmpty() && !APP_ENGINE_WITH_BODY.contains(request.httpMethod())) {
            throw ApiException.invalidArgument("Body can only be set if the http_method is POST or PUT.");
        }
    }

    private String relativeUri() {
        return "AppEngineHttpRequest." + dialect.relativeUriField();
    }

    private void checkPull(PullMessage message) {
        if (dialect.pullQueues() != PullQueues.LEASED) {
            // That it cannot be set is documented, the words are ours.
            throw ApiException.invalidArgument("Task.pull_message cannot be set: it is output only.");
        }
        if (message.tag().codePointCount(0, message.tag().length()) > Limits.MAX_TAG_LENGTH) {
            throw ApiException.invalidArgument("PullMessage.tag must be less than 500 characters.");
        }
    }

    private static void checkHeaders(Map<String, String> headers, String field) {
        long bytes = 0;
        for (Map.Entry<String, String> header : headers.entrySet()) {
            bytes += utf8Length(header.getKey()) + utf8Length(header.getValue());
        }
        if (bytes >= Limits.MAX_HEADERS_BYTES) {
            throw ApiException.invalidArgument(
                    field + ".headers is too large. The size of the headers must be less than 80KB.");
        }
    }

    private static void checkDeadline(@Nullable Duration deadline, Duration longest, String longestInWords) {
        if (deadline != null && (deadline.compareTo(Limits.MIN_DEADLINE) < 0 || deadline.compareTo(longest) > 0)) {
            throw ApiException.invalidArgument("Task.dispatchDeadline must be between [15s, " + longestInWords + "].");
        }
    }

    private static void checkScheduleTime(@Nullable Instant time, Instant now) {
        if (time != null && TimeArithmetic.isOutOfRange(time)) {
            throw ApiException.invalidArgument();
        }
        if (time != null && time.isAfter(now.plus(Limits.MAX_SCHEDULE_AHEAD))) {
            throw ApiException.invalidArgument(
                    "The Task.scheduleTime, %s, is too far in the future. Schedule time must be no more than 720h in the future."
                            .formatted(DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(time.atZone(PACIFIC))));
        }
    }

    private Payload complete(@Nullable Payload payload, Queue queue) {
        return switch (payload) {
            case null -> throw new IllegalStateException("a task without a payload has been refused before");
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

    /** HTTP tasks are stored with the default, App Engine tasks without (recorded). */
    private static @Nullable Duration deadline(@Nullable Duration asked, Payload payload) {
        if (payload instanceof PullMessage) {
            return null;
        }
        if (asked != null) {
            return asked.truncatedTo(ChronoUnit.MILLIS);
        }
        return payload instanceof HttpRequest ? Limits.DEFAULT_HTTP_DEADLINE : null;
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

    /** The length of a URL after percent-encoding, which is what the limit counts (documented). */
    private static int encodedLength(String url) {
        int length = 0;
        for (byte b : url.getBytes(StandardCharsets.UTF_8)) {
            length += b > ' ' && b < 0x7f ? 1 : 3;
        }
        return length;
    }
}
