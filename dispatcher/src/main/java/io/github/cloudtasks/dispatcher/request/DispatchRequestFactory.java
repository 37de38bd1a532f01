package io.github.cloudtasks.dispatcher.request;

import io.github.cloudtasks.dispatch.Dispatch;
import io.github.cloudtasks.dispatcher.http.HttpHeader;
import io.github.cloudtasks.dispatcher.http.RequestException;
import io.github.cloudtasks.model.AppEngineRouting;
import io.github.cloudtasks.model.Authorization;
import io.github.cloudtasks.model.HttpMethod;
import io.github.cloudtasks.model.queue.HttpTarget;
import io.github.cloudtasks.model.task.Payload.AppEngineHttpRequest;
import io.github.cloudtasks.model.task.Payload.HttpRequest;
import io.github.cloudtasks.model.task.Payload.PullMessage;
import io.github.cloudtasks.model.queue.Target.PullTarget;
import io.github.cloudtasks.model.queue.Target.PushTarget;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes the request of an attempt from its task and its queue. */
public final class DispatchRequestFactory {

    /** The deadline of HTTP tasks and App Engine tasks alike where the task has none (documented). */
    private static final Duration DEFAULT_DEADLINE = Duration.ofMinutes(10);

    /** Beyond what any version of the API admits, and what the clock of a timer can hold. */
    private static final Duration LONGEST_DEADLINE = Duration.ofDays(31);

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

    /** The request to send, or why there is none. */
    public DispatchRequest compose(Dispatch dispatch) throws RequestException {
        PushTarget target = switch (dispatch.queue().target()) {
            case PushTarget push -> push;
            case PullTarget pull -> PushTarget.PLAIN;
        };
        return switch (dispatch.task().payload()) {
            case HttpRequest request -> composeHttp(dispatch, request, target.httpTarget());
            case AppEngineHttpRequest request -> composeAppEngine(dispatch, request, target.appEngineRoutingOverride());
            case PullMessage message -> throw new RequestException("a pull task is leased, not delivered");
        };
    }

    /** How long the attempt may take in all. */
    public static Duration deadline(Dispatch dispatch) {
        Duration own = dispatch.task().dispatchDeadline();
        if (own == null) {
            return DEFAULT_DEADLINE;
        }
        if (own.isNegative()) {
            return Duration.ZERO;
        }
        return own.compareTo(LONGEST_DEADLINE) > 0 ? LONGEST_DEADLINE : own;
    }

    private DispatchRequest composeHttp(Dispatch dispatch, HttpRequest request, @Nullable HttpTarget target)
            throws RequestException {
        TargetUrl url = TargetUrl.parse(request.url());
        HttpMethod method = request.httpMethod();
        Authorization wanted = request.authorization();
        if (target != null) {
            url = target.uriOverride() == null ? url : UriOverrides.apply(target.uriOverride(), url);
            method = target.httpMethod() == null ? method : target.httpMethod();
            wanted = target.authorization() == null ? wanted : target.authorization();
        }
        if (!request.body().isEmpty() && !takesBody(method)) {
            throw new RequestException("the queue's method " + method + " does not go with the task's body");
        }
        String token = wanted == null ? null : authorizations.headerValue(wanted, request.url());
        List<HttpHeader> headers = DispatchHeaders.ofHttpTask(dispatch, request, target, wanted != null, token);
        return DispatchRequest.to(url, rewrites.apply(url), method, headers, request.body(), RedirectPolicy.MOST);
    }

    private DispatchRequest composeAppEngine(
            Dispatch dispatch, AppEngineHttpRequest request, @Nullable AppEngineRouting override)
            throws RequestException {
        TargetUrl url = appEngine.url(routing(request, override), request.relativeUri());
        List<HttpHeader> headers = DispatchHeaders.ofAppEngineTask(dispatch, request, deadline(dispatch));
        return DispatchRequest.to(url, request.httpMethod(), headers, request.body(), 0);
    }

    /** The queue's override replaces the task's routing entirely (documented). */
    private static AppEngineRouting routing(AppEngineHttpRequest request, @Nullable AppEngineRouting override) {
        if (override != null) {
            return override;
        }
        return request.appEngineRouting() == null ? AppEngineRouting.DEFAULT : request.appEngineRouting();
    }

    /** With GET the attempt fails unsent, although the documentation says that the body is dropped (recorded). */
    private static boolean takesBody(HttpMethod method) {
        return switch (method) {
            case POST, PUT, PATCH -> true;
            case GET, HEAD, DELETE, OPTIONS -> false;
        };
    }
}
