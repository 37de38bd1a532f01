package io.github.cloudtasks.server.contract;

import com.google.iam.v1.Policy;
import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import io.github.cloudtasks.model.AppEngineRouting;
import io.github.cloudtasks.model.Authorization;
import io.github.cloudtasks.model.Bytes;
import io.github.cloudtasks.model.HttpMethod;
import io.github.cloudtasks.model.QueueName;
import io.github.cloudtasks.model.TaskName;
import io.github.cloudtasks.model.queue.HttpTarget;
import io.github.cloudtasks.model.queue.NewQueue;
import io.github.cloudtasks.model.queue.QueueState;
import io.github.cloudtasks.model.queue.QueueStats;
import io.github.cloudtasks.model.queue.RateLimits;
import io.github.cloudtasks.model.queue.Target;
import io.github.cloudtasks.model.task.Attempt;
import io.github.cloudtasks.model.task.NewTask;
import io.github.cloudtasks.model.task.Outcome;
import io.github.cloudtasks.model.task.Payload;
import io.github.cloudtasks.proto.v2beta3.AppEngineHttpRequest;
import io.github.cloudtasks.proto.v2beta3.HttpRequest;
import io.github.cloudtasks.proto.v2beta3.OAuthToken;
import io.github.cloudtasks.proto.v2beta3.OidcToken;
import io.github.cloudtasks.proto.v2beta3.PathOverride;
import io.github.cloudtasks.proto.v2beta3.PullMessage;
import io.github.cloudtasks.proto.v2beta3.QueryOverride;
import io.github.cloudtasks.proto.v2beta3.Queue;
import io.github.cloudtasks.proto.v2beta3.RetryConfig;
import io.github.cloudtasks.proto.v2beta3.Task;
import io.github.cloudtasks.proto.v2beta3.UriOverride;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Converters between the model and v2beta3 messages, for the client of the contract. They share no code with the
 * converters of the emulator, so that a mistake in one is not hidden by the same mistake in the other.
 */
final class ContractMessages {
    private static final Pattern TASK = Pattern.compile("projects/(.+)/locations/(.+)/queues/(.+)/tasks/(.+)");
    private static final Pattern QUEUE = Pattern.compile("projects/(.+)/locations/(.+)/queues/(.+)");
    private static final Pattern RESPONSE = Pattern.compile("[A-Z_]+\\(\\d+\\): HTTP status code (\\d+)");

    private ContractMessages() {}

    static Queue queue(String name, NewQueue settings) {
        Queue.Builder queue = Queue.newBuilder().setName(name);
        if (settings.target() != null) {
            setTarget(settings.target(), queue);
        }
        queue.getRateLimitsBuilder()
                .setMaxDispatchesPerSecond(settings.rateLimits().maxDispatchesPerSecond())
                .setMaxBurstSize(settings.rateLimits().maxBurstSize())
                .setMaxConcurrentDispatches(settings.rateLimits().maxConcurrentDispatches());
        queue.setRetryConfig(retryConfig(settings.retryConfig()));
        if (settings.taskTtl() != null) {
            queue.setTaskTtl(duration(settings.taskTtl()));
        }
        if (settings.tombstoneTtl() != null) {
            queue.setTombstoneTtl(duration(settings.tombstoneTtl()));
        }
        if (settings.samplingRatio() != null) {
            queue.getStackdriverLoggingConfigBuilder().setSamplingRatio(settings.samplingRatio());
        }
        return queue.build();
    }

    static io.github.cloudtasks.model.queue.Queue queue(Queue queue) {
        io.github.cloudtasks.proto.v2beta3.RateLimits rates = queue.getRateLimits();
        return new io.github.cloudtasks.model.queue.Queue(
                queueName(queue.getName()),
                target(queue),
                new RateLimits(
                        rates.getMaxDispatchesPerSecond(), rates.getMaxBurstSize(), rates.getMaxConcurrentDispatches()),
                retryConfig(queue.getRetryConfig()),
                QueueState.valueOf(queue.getState().name()),
                queue.hasPurgeTime() ? time(queue.getPurgeTime()) : null,
                duration(queue.getTaskTtl()),
                duration(queue.getTombstoneTtl()),
                queue.hasStackdriverLoggingConfig()
                        ? queue.getStackdriverLoggingConfig().getSamplingRatio()
                        : null);
    }

    static QueueStats stats(io.github.cloudtasks.proto.v2beta3.QueueStats stats) {
        return new QueueStats(
                stats.getTasksCount(),
                stats.hasOldestEstimatedArrivalTime() ? time(stats.getOldestEstimatedArrivalTime()) : null,
                stats.getExecutedLastMinuteCount(),
                stats.getConcurrentDispatchesCount(),
                stats.getEffectiveExecutionRate());
    }

    static Task task(NewTask requested) {
        Task.Builder task = Task.newBuilder().setName(requested.name());
        switch (requested.payload()) {
            case null -> {}
            case Payload.HttpRequest http -> task.setHttpRequest(httpRequest(http));
            case Payload.AppEngineHttpRequest appEngine -> task.setAppEngineHttpRequest(appEngineRequest(appEngine));
            case Payload.PullMessage pull ->
                task.setPullMessage(PullMessage.newBuilder()
                        .setPayload(bytes(pull.payload()))
                        .setTag(pull.tag()));
        }
        if (requested.scheduleTime() != null) {
            task.setScheduleTime(time(requested.scheduleTime()));
        }
        if (requested.dispatchDeadline() != null) {
            task.setDispatchDeadline(duration(requested.dispatchDeadline()));
        }
        if (requested.retryConfig() != null) {
            task.setRetryConfig(retryConfig(requested.retryConfig()));
        }
        return task.build();
    }

    static io.github.cloudtasks.model.task.Task task(Task task) {
        return new io.github.cloudtasks.model.task.Task(
                taskName(task.getName()),
                0,
                payload(task),
                time(task.getCreateTime()),
                time(task.getScheduleTime()),
                task.hasDispatchDeadline() ? duration(task.getDispatchDeadline()) : null,
                task.hasRetryConfig() ? retryConfig(task.getRetryConfig()) : null,
                task.getDispatchCount(),
                task.getResponseCount(),
                task.hasFirstAttempt() ? attempt(task.getFirstAttempt()) : null,
                task.hasLastAttempt() ? attempt(task.getLastAttempt()) : null,
                false);
    }

    static Policy policy(io.github.cloudtasks.model.Policy policy) {
        Policy.Builder message =
                Policy.newBuilder().setVersion(policy.version()).setEtag(bytes(policy.etag()));
        policy.bindings().forEach(binding -> {
            com.google.iam.v1.Binding.Builder added = message.addBindingsBuilder();
            added.setRole(binding.role()).addAllMembers(binding.members());
            if (binding.conditional()) {
                added.getConditionBuilder().setTitle("until 2030").setExpression("request.time < 2030");
            }
        });
        return message.build();
    }

    static io.github.cloudtasks.model.Policy policy(Policy policy) {
        return new io.github.cloudtasks.model.Policy(
                policy.getVersion(),
                policy.getBindingsList().stream()
                        .map(binding -> new io.github.cloudtasks.model.Policy.Binding(
                                binding.getRole(), binding.getMembersList(), binding.hasCondition()))
                        .toList(),
                bytes(policy.getEtag()));
    }

    static Timestamp time(Instant time) {
        return Timestamp.newBuilder()
                .setSeconds(time.getEpochSecond())
                .setNanos(time.getNano())
                .build();
    }

    static Duration duration(java.time.Duration duration) {
        boolean negative = duration.isNegative();
        java.time.Duration size = duration.abs();
        return Duration.newBuilder()
                .setSeconds(negative ? -size.getSeconds() : size.getSeconds())
                .setNanos(negative ? -size.getNano() : size.getNano())
                .build();
    }

    private static java.time.Duration duration(Duration duration) {
        return java.time.Duration.ofSeconds(duration.getSeconds(), duration.getNanos());
    }

    private static Instant time(Timestamp time) {
        return Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
    }

    private static RetryConfig retryConfig(io.github.cloudtasks.model.RetryConfig config) {
        RetryConfig.Builder message =
                RetryConfig.newBuilder().setMaxAttempts(config.maxAttempts()).setMaxDoublings(config.maxDoublings());
        if (config.maxRetryDuration() != null) {
            message.setMaxRetryDuration(duration(config.maxRetryDuration()));
        }
        if (config.minBackoff() != null) {
            message.setMinBackoff(duration(config.minBackoff()));
        }
        if (config.maxBackoff() != null) {
            message.setMaxBackoff(duration(config.maxBackoff()));
        }
        return message.build();
    }

    private static io.github.cloudtasks.model.RetryConfig retryConfig(RetryConfig config) {
        return new io.github.cloudtasks.model.RetryConfig(
                config.getMaxAttempts(),
                config.hasMaxRetryDuration() ? duration(config.getMaxRetryDuration()) : null,
                config.hasMinBackoff() ? duration(config.getMinBackoff()) : null,
                config.hasMaxBackoff() ? duration(config.getMaxBackoff()) : null,
                config.getMaxDoublings());
    }

    private static void setTarget(Target target, Queue.Builder queue) {
        switch (target) {
            case Target.PullTarget pull -> queue.setType(Queue.Type.PULL);
            case Target.PushTarget push -> {
                queue.setType(Queue.Type.PUSH);
                if (push.httpTarget() != null) {
                    queue.setHttpTarget(httpTarget(push.httpTarget()));
                }
                if (push.appEngineRoutingOverride() != null) {
                    queue.getAppEngineHttpQueueBuilder()
                            .setAppEngineRoutingOverride(routing(push.appEngineRoutingOverride()));
                }
            }
        }
    }

    private static Target target(Queue queue) {
        return switch (queue.getType()) {
            case PULL -> new Target.PullTarget();
            case PUSH ->
                new Target.PushTarget(
                        queue.getAppEngineHttpQueue().hasAppEngineRoutingOverride()
                                ? routing(queue.getAppEngineHttpQueue().getAppEngineRoutingOverride())
                                : null,
                        queue.hasHttpTarget() ? httpTarget(queue.getHttpTarget()) : null);
            case TYPE_UNSPECIFIED, UNRECOGNIZED -> throw new AssertionError("a queue without a type: " + queue);
        };
    }

    private static io.github.cloudtasks.proto.v2beta3.HttpTarget httpTarget(HttpTarget target) {
        io.github.cloudtasks.proto.v2beta3.HttpTarget.Builder message =
                io.github.cloudtasks.proto.v2beta3.HttpTarget.newBuilder();
        if (target.uriOverride() != null) {
            message.setUriOverride(uriOverride(target.uriOverride()));
        }
        if (target.httpMethod() != null) {
            message.setHttpMethod(method(target.httpMethod()));
        }
        for (HttpTarget.Header header : target.headerOverrides()) {
            message.addHeaderOverridesBuilder()
                    .getHeaderBuilder()
                    .setKey(header.key())
                    .setValue(header.value());
        }
        switch (target.authorization()) {
            case null -> {}
            case Authorization.OidcToken token -> message.setOidcToken(oidcToken(token));
            case Authorization.OAuthToken token -> message.setOauthToken(oauthToken(token));
        }
        return message.build();
    }

    private static HttpTarget httpTarget(io.github.cloudtasks.proto.v2beta3.HttpTarget target) {
        return new HttpTarget(
                target.hasUriOverride() ? uriOverride(target.getUriOverride()) : null,
                method(target.getHttpMethod()),
                target.getHeaderOverridesList().stream()
                        .map(override -> new HttpTarget.Header(
                                override.getHeader().getKey(),
                                override.getHeader().getValue()))
                        .toList(),
                target.hasOidcToken()
                        ? oidcToken(target.getOidcToken())
                        : target.hasOauthToken() ? oauthToken(target.getOauthToken()) : null);
    }

    private static UriOverride uriOverride(io.github.cloudtasks.model.queue.UriOverride uri) {
        UriOverride.Builder message = UriOverride.newBuilder();
        if (uri.scheme() != null) {
            message.setSchemeValue(uri.scheme().ordinal());
        }
        if (uri.host() != null) {
            message.setHost(uri.host());
        }
        if (uri.port() != null) {
            message.setPort(uri.port());
        }
        if (uri.path() != null) {
            message.setPathOverride(PathOverride.newBuilder().setPath(uri.path()));
        }
        if (uri.query() != null) {
            message.setQueryOverride(QueryOverride.newBuilder().setQueryParams(uri.query()));
        }
        return message.setUriOverrideEnforceModeValue(uri.enforceMode().ordinal())
                .build();
    }

    private static io.github.cloudtasks.model.queue.UriOverride uriOverride(UriOverride uri) {
        return new io.github.cloudtasks.model.queue.UriOverride(
                uri.hasScheme()
                        ? io.github.cloudtasks.model.queue.UriOverride.Scheme.values()[
                                uri.getScheme().getNumber()]
                        : null,
                uri.hasHost() ? uri.getHost() : null,
                uri.hasPort() ? uri.getPort() : null,
                uri.hasPathOverride() ? uri.getPathOverride().getPath() : null,
                uri.hasQueryOverride() ? uri.getQueryOverride().getQueryParams() : null,
                io.github.cloudtasks.model.queue.UriOverride.EnforceMode.values()[
                        uri.getUriOverrideEnforceMode().getNumber()]);
    }

    private static HttpRequest httpRequest(Payload.HttpRequest request) {
        HttpRequest.Builder message = HttpRequest.newBuilder()
                .setUrl(request.url())
                .setHttpMethod(method(request.httpMethod()))
                .putAllHeaders(request.headers())
                .setBody(bytes(request.body()));
        switch (request.authorization()) {
            case null -> {}
            case Authorization.OidcToken token -> message.setOidcToken(oidcToken(token));
            case Authorization.OAuthToken token -> message.setOauthToken(oauthToken(token));
        }
        return message.build();
    }

    private static AppEngineHttpRequest appEngineRequest(Payload.AppEngineHttpRequest request) {
        AppEngineHttpRequest.Builder message = AppEngineHttpRequest.newBuilder()
                .setHttpMethod(method(request.httpMethod()))
                .setRelativeUri(request.relativeUri())
                .putAllHeaders(request.headers())
                .setBody(bytes(request.body()));
        if (request.appEngineRouting() != null) {
            message.setAppEngineRouting(routing(request.appEngineRouting()));
        }
        return message.build();
    }

    private static Payload payload(Task task) {
        return switch (task.getPayloadTypeCase()) {
            case HTTP_REQUEST -> {
                HttpRequest http = task.getHttpRequest();
                yield new Payload.HttpRequest(
                        http.getUrl(),
                        method(http.getHttpMethod()),
                        http.getHeadersMap(),
                        bytes(http.getBody()),
                        http.hasOidcToken()
                                ? oidcToken(http.getOidcToken())
                                : http.hasOauthToken() ? oauthToken(http.getOauthToken()) : null);
            }
            case APP_ENGINE_HTTP_REQUEST -> {
                AppEngineHttpRequest appEngine = task.getAppEngineHttpRequest();
                yield new Payload.AppEngineHttpRequest(
                        method(appEngine.getHttpMethod()),
                        appEngine.hasAppEngineRouting() ? routing(appEngine.getAppEngineRouting()) : null,
                        appEngine.getRelativeUri(),
                        appEngine.getHeadersMap(),
                        bytes(appEngine.getBody()));
            }
            case PULL_MESSAGE ->
                new Payload.PullMessage(
                        bytes(task.getPullMessage().getPayload()),
                        task.getPullMessage().getTag());
            case PAYLOADTYPE_NOT_SET -> throw new AssertionError("a task without a payload: " + task);
        };
    }

    private static Attempt attempt(io.github.cloudtasks.proto.v2beta3.Attempt attempt) {
        return new Attempt(
                attempt.hasScheduleTime() ? time(attempt.getScheduleTime()) : null,
                attempt.hasDispatchTime() ? time(attempt.getDispatchTime()) : null,
                attempt.hasResponseTime() ? time(attempt.getResponseTime()) : null,
                attempt.hasResponseStatus()
                        ? outcome(attempt.getResponseStatus().getMessage())
                        : null);
    }

    /** Returns the outcome for a status. Status 0 means that the target could not be reached. */
    private static Outcome outcome(String message) {
        Matcher response = RESPONSE.matcher(message);
        if (!response.matches()) {
            throw new AssertionError("not the message of a response status: " + message);
        }
        int status = Integer.parseInt(response.group(1));
        return status == 0 ? new Outcome.Unreachable("") : new Outcome.Responded(status);
    }

    private static io.github.cloudtasks.proto.v2beta3.AppEngineRouting routing(AppEngineRouting routing) {
        return io.github.cloudtasks.proto.v2beta3.AppEngineRouting.newBuilder()
                .setService(routing.service())
                .setVersion(routing.version())
                .setInstance(routing.instance())
                .setHost(routing.host())
                .build();
    }

    private static AppEngineRouting routing(io.github.cloudtasks.proto.v2beta3.AppEngineRouting routing) {
        return new AppEngineRouting(
                routing.getService(), routing.getVersion(), routing.getInstance(), routing.getHost());
    }

    private static OidcToken oidcToken(Authorization.OidcToken token) {
        return OidcToken.newBuilder()
                .setServiceAccountEmail(token.serviceAccountEmail())
                .setAudience(token.audience())
                .build();
    }

    private static Authorization oidcToken(OidcToken token) {
        return new Authorization.OidcToken(token.getServiceAccountEmail(), token.getAudience());
    }

    private static OAuthToken oauthToken(Authorization.OAuthToken token) {
        return OAuthToken.newBuilder()
                .setServiceAccountEmail(token.serviceAccountEmail())
                .setScope(token.scope())
                .build();
    }

    private static Authorization oauthToken(OAuthToken token) {
        return new Authorization.OAuthToken(token.getServiceAccountEmail(), token.getScope());
    }

    private static io.github.cloudtasks.proto.v2beta3.HttpMethod method(HttpMethod method) {
        return io.github.cloudtasks.proto.v2beta3.HttpMethod.valueOf(method.name());
    }

    private static @Nullable HttpMethod method(io.github.cloudtasks.proto.v2beta3.HttpMethod method) {
        return method == io.github.cloudtasks.proto.v2beta3.HttpMethod.HTTP_METHOD_UNSPECIFIED
                ? null
                : HttpMethod.valueOf(method.name());
    }

    private static ByteString bytes(Bytes bytes) {
        return ByteString.copyFrom(bytes.asByteBuffer());
    }

    private static Bytes bytes(ByteString bytes) {
        return Bytes.wrap(bytes.toByteArray());
    }

    private static QueueName queueName(String name) {
        Matcher parts = QUEUE.matcher(name);
        if (!parts.matches()) {
            throw new AssertionError("not the name of a queue: " + name);
        }
        return QueueName.of(parts.group(1), parts.group(2), parts.group(3));
    }

    private static TaskName taskName(String name) {
        Matcher parts = TASK.matcher(name);
        if (!parts.matches()) {
            throw new AssertionError("not the name of a task: " + name);
        }
        return QueueName.of(parts.group(1), parts.group(2), parts.group(3)).task(parts.group(4));
    }
}
