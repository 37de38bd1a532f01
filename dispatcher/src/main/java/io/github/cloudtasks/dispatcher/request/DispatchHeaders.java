package io.github.cloudtasks.dispatcher.request;

import io.github.cloudtasks.dispatch.Dispatch;
import io.github.cloudtasks.dispatcher.http.HttpHeader;
import io.github.cloudtasks.model.AppEngineRouting;
import io.github.cloudtasks.model.queue.HttpTarget;
import io.github.cloudtasks.model.task.Payload.AppEngineHttpRequest;
import io.github.cloudtasks.model.task.Payload.HttpRequest;
import io.github.cloudtasks.model.QueueName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All headers of an attempt but {@code Host} and {@code Content-Length}, which {@link DispatchRequest} writes around
 * them. Names and values are recorded, their order is ours.
 */
final class DispatchHeaders {
    private static final HttpHeader ACCEPT_ENCODING = new HttpHeader("Accept-Encoding", "gzip,deflate,br");
    private static final HttpHeader USER_AGENT = new HttpHeader("User-Agent", "Google-Cloud-Tasks");
    private static final String APP_ENGINE_USER_AGENT = "AppEngine-Google; (+http://code.google.com/appengine)";

    private static final HttpHeader COUNTRY = new HttpHeader("X-Appengine-Country", "ZZ");
    private static final HttpHeader USER_IP = new HttpHeader("X-Appengine-User-Ip", "0.1.0.2");
    private static final HttpHeader SKIP_ADMIN_CHECK = new HttpHeader("X-Google-Internal-SkipAdminCheck", "true");

    /** The request appears to have used plain HTTP (documented). */
    private static final HttpHeader HTTPS = new HttpHeader("X-Appengine-Https", "off");

    private DispatchHeaders() {}

    /**
     * The headers of an HTTP task.
     *
     * @param token the value of the {@code Authorization} header; null for none
     * @param tokenWanted whether a token replaces the task's and the queue's own {@code Authorization}, made or not
     */
    static List<HttpHeader> ofHttpTask(
            Dispatch dispatch,
            HttpRequest request,
            @Nullable HttpTarget target,
            boolean tokenWanted,
            @Nullable String token) {
        CallerHeaders caller = new CallerHeaders();
        caller.addAll(request.headers());
        if (target != null) {
            caller.override(target.headerOverrides());
        }
        if (tokenWanted) {
            caller.remove("authorization");
        }
        List<HttpHeader> headers = new ArrayList<>(12 + request.headers().size());
        AttemptHeaders.CLOUD_TASKS.addTo(headers, dispatch);
        headers.add(USER_AGENT);
        if (caller.get("accept-encoding") == null) {
            headers.add(ACCEPT_ENCODING);
        }
        headers.addAll(caller.all());
        if (token != null) {
            addIfClean(headers, "Authorization", token);
        }
        return headers;
    }

    /**
     * The headers of an App Engine task.
     *
     * @param deadline of the attempt, which the app sees in milliseconds
     */
    static List<HttpHeader> ofAppEngineTask(Dispatch dispatch, AppEngineHttpRequest request, Duration deadline) {
        CallerHeaders caller = new CallerHeaders();
        caller.addAll(request.headers());
        List<HttpHeader> headers = new ArrayList<>(20 + request.headers().size());
        AttemptHeaders.APP_ENGINE.addTo(headers, dispatch);
        addIfClean(
                headers,
                "X-Appengine-Default-Version-Hostname",
                defaultHostname(dispatch.task().name().queue()));
        headers.add(COUNTRY);
        headers.add(USER_IP);
        headers.add(HTTPS);
        headers.add(new HttpHeader("X-Appengine-Timeout-Ms", Long.toString(timeLeft(deadline))));
        headers.add(SKIP_ADMIN_CHECK);
        headers.add(appEngineUserAgent(request));
        headers.add(ACCEPT_ENCODING);
        headers.addAll(caller.all());
        if (!request.body().isEmpty() && caller.get("content-type") == null) {
            headers.add(new HttpHeader("Content-Type", "application/octet-stream"));
        }
        return headers;
    }

    /** {@code PROJECT.appspot.com}; {@code example.com:p} is {@code p.example.com.a.appspot.com} (documented). */
    static String defaultHostname(QueueName queue) {
        return AppEngineRouting.domain(queue.location().project());
    }

    private static void addIfClean(List<HttpHeader> headers, String name, String value) {
        HttpHeader header = HttpHeader.cleaned(name, value);
        if (header != null) {
            headers.add(header);
        }
    }

    /** The service says 599999 for a deadline of ten minutes (recorded): a millisecond has gone by. */
    private static long timeLeft(Duration deadline) {
        return Math.max(0, deadline.toMillis() - 1);
    }

    /** The caller's own, with the service's appended (documented). */
    private static HttpHeader appEngineUserAgent(AppEngineHttpRequest request) {
        for (Map.Entry<String, String> stored : request.headers().entrySet()) {
            HttpHeader own = HttpHeader.cleaned(stored.getKey(), stored.getValue());
            if (own != null && own.isNamed("User-Agent") && !own.value().isBlank()) {
                boolean complete = own.value().contains(APP_ENGINE_USER_AGENT);
                return new HttpHeader("User-Agent", complete ? own.value() : own.value() + " " + APP_ENGINE_USER_AGENT);
            }
        }
        return new HttpHeader("User-Agent", APP_ENGINE_USER_AGENT);
    }
}
