package io.github.cloudtasks.dispatcher.request;

import io.github.cloudtasks.dispatch.Dispatch;
import io.github.cloudtasks.dispatch.HttpHeader;
import io.github.cloudtasks.dispatcher.http.RequestException;
import io.github.cloudtasks.model.AppEngineRouting;
import io.github.cloudtasks.model.Authorization;
import io.github.cloudtasks.model.HttpMethod;
import io.github.cloudtasks.model.queue.HttpTarget;
import io.github.cloudtasks.model.queue.Target.PullTarget;
import io.github.cloudtasks.model.queue.Target.PushTarget;
import io.github.cloudtasks.model.task.Payload.AppEngineHttpRequest;
import io.github.cloudtasks.model.task.Payload.HttpRequest;
import io.github.cloudtasks.model.task.Payload.PullMessage;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Creates the request of an attempt from its task and its queue. */
public final class DispatchRequestFactory {

    /** The deadline of an attempt whose task has none (documented for HTTP tasks and App Engine tasks). */
    private static final Duration DEFAULT_DEADLINE = Duration.ofMinutes(10);

    /** An upper limit that no version of the API reaches, and that a timer can represent. */
    private static final Duration MAX_DEADLINE = Duration.ofDays(31);

    private final AppEngineTargets appEngine;
    private final TargetRewrites rewrites;
    private final AuthorizationProvider authorizations;

    /** Creates a factory. */
    public DispatchRequestFactory(
            AppEngineTargets appEngine, TargetRewrites rewrites, AuthorizationProvider authorizations) {
        this.appEngine = appEngine;
        this.rewrites = rewrites;
        this.authorizations = authorizations;
    }

    /**
     * Returns the first request of an attempt.
     *
     * @throws RequestException if the attempt fails without a request; the message states the reason
     */
    public DispatchRequest create(Dispatch dispatch) throws RequestException {
        PushTarget target = switch (dispatch.queue().target()) {
            case PushTarget push -> push;
            case PullTarget pull -> PushTarget.PLAIN;
        };
        return switch (dispatch.task().payload()) {
            case HttpRequest request -> httpRequest(dispatch, request, target.httpTarget());
            case AppEngineHttpRequest request -> appEngineRequest(dispatch, request, target.appEngineRoutingOverride());
            case PullMessage message -> throw new RequestException("pull tasks are not dispatched");
        };
    }

    /** Returns the time limit of an attempt, redirects included. */
    public static Duration deadline(Dispatch dispatch) {
        Duration own = dispatch.task().dispatchDeadline();
        if (own == null) {
            return DEFAULT_DEADLINE;
        }
        if (own.isNegative()) {
            return Duration.ZERO;
        }
        return own.compareTo(MAX_DEADLINE) > 0 ? MAX_DEADLINE : own;
    }

    private DispatchRequest httpRequest(Dispatch dispatch, HttpRequest request, @Nullable HttpTarget target)
            throws RequestException {
        TargetUrl url = TargetUrl.parse(request.url());
        HttpMethod method = request.httpMethod();
        Authorization authorization = request.authorization();
        if (target != null) {
            url = target.uriOverride() == null ? url : UriOverrides.apply(target.uriOverride(), url);
            method = target.httpMethod() == null ? method : target.httpMethod();
            authorization = target.authorization() == null ? authorization : target.authorization();
        }
        if (!request.body().isEmpty() && !method.takesBody()) {
            // The documentation says that the body is dropped. With GET the attempt fails unsent (recorded); other
            // methods without a body are treated the same (inferred).
            throw new RequestException("the queue's method " + method + " does not allow the body of the task");
        }
        String token = authorization == null ? null : authorizations.headerValue(authorization, request.url());
        List<HttpHeader> headers = DispatchHeaders.ofHttpTask(dispatch, request, target, authorization != null, token);
        return DispatchRequest.of(
                url, rewrites.apply(url), method, headers, request.body(), RedirectPolicy.MAX_REDIRECTS);
    }

    private DispatchRequest appEngineRequest(
            Dispatch dispatch, AppEngineHttpRequest request, @Nullable AppEngineRouting override)
            throws RequestException {
        TargetUrl url = appEngine.url(routing(request, override), request.relativeUri());
        List<HttpHeader> headers = DispatchHeaders.ofAppEngineTask(dispatch, request, deadline(dispatch));
        return DispatchRequest.of(url, url, request.httpMethod(), headers, request.body(), 0);
    }

    /** Returns the queue's routing, which replaces the task's routing as a whole (documented), or the task's. */
    private static AppEngineRouting routing(AppEngineHttpRequest request, @Nullable AppEngineRouting override) {
        if (override != null) {
            return override;
        }
        return request.appEngineRouting() == null ? AppEngineRouting.DEFAULT : request.appEngineRouting();
    }
}
