package io.github.cloudtasks.dispatcher.request;

import io.github.cloudtasks.dispatch.Dispatch;
import io.github.cloudtasks.dispatch.HttpHeader;
import io.github.cloudtasks.engine.rules.HeaderRules;
import io.github.cloudtasks.model.AppEngineRouting;
import io.github.cloudtasks.model.QueueName;
import io.github.cloudtasks.model.queue.HttpTarget;
import io.github.cloudtasks.model.task.Payload.AppEngineHttpRequest;
import io.github.cloudtasks.model.task.Payload.HttpRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The headers of an attempt, except for {@code Host} and {@code Content-Length}, which
 * {@link io.github.cloudtasks.dispatcher.http.Request} adds around them. Names and values are recorded, the order is
 * ours.
 *
 * <p>A new header of the service is added here, or in {@link AttemptHeaders} if it describes the attempt. If a caller
 * must not set it, {@link HeaderRules} reserves its name.
 */
final class DispatchHeaders {
    private static final String AUTHORIZATION = "Authorization";
    private static final HttpHeader ACCEPT_ENCODING = new HttpHeader("Accept-Encoding", "gzip,deflate,br");
    private static final HttpHeader USER_AGENT = new HttpHeader("User-Agent", HeaderRules.HTTP_USER_AGENT);

    private static final HttpHeader COUNTRY = new HttpHeader("X-Appengine-Country", "ZZ");
    private static final HttpHeader USER_IP = new HttpHeader("X-Appengine-User-Ip", "0.1.0.2");
    private static final HttpHeader SKIP_ADMIN_CHECK = new HttpHeader("X-Google-Internal-SkipAdminCheck", "true");

    /** The request appears to have used plain HTTP (documented). */
    private static final HttpHeader HTTPS = new HttpHeader("X-Appengine-Https", "off");

    /** The headers of a task and its queue, by their names in lower case, in the order given. */
    private final Map<String, HttpHeader> callerHeaders = new LinkedHashMap<>();

    private DispatchHeaders(Map<String, String> stored) {
        stored.forEach((name, value) -> {
            if (HeaderRules.isSent(name)) {
                add(name, value);
            }
        });
    }

    /**
     * Returns the headers of an HTTP task.
     *
     * @param hasToken whether a token replaces the {@code Authorization} header of the task and the queue, even if it
     *     could not be created
     * @param token the value of the {@code Authorization} header; null for none
     */
    static List<HttpHeader> ofHttpTask(
            Dispatch dispatch,
            HttpRequest request,
            @Nullable HttpTarget target,
            boolean hasToken,
            @Nullable String token) {
        DispatchHeaders caller = new DispatchHeaders(request.headers());
        if (target != null) {
            caller.override(target.headerOverrides());
        }
        if (hasToken) {
            caller.remove(AUTHORIZATION);
        }
        List<HttpHeader> headers = new ArrayList<>(12 + request.headers().size());
        AttemptHeaders.CLOUD_TASKS.addTo(headers, dispatch);
        headers.add(USER_AGENT);
        if (!caller.has("accept-encoding")) {
            headers.add(ACCEPT_ENCODING);
        }
        headers.addAll(caller.callerHeaders.values());
        if (token != null) {
            addIfSendable(headers, AUTHORIZATION, token);
        }
        return headers;
    }

    /**
     * Returns the headers of an App Engine task.
     *
     * @param deadline of the attempt, which the app receives in milliseconds
     */
    static List<HttpHeader> ofAppEngineTask(Dispatch dispatch, AppEngineHttpRequest request, Duration deadline) {
        DispatchHeaders caller = new DispatchHeaders(request.headers());
        List<HttpHeader> headers = new ArrayList<>(20 + request.headers().size());
        AttemptHeaders.APP_ENGINE.addTo(headers, dispatch);
        addIfSendable(
                headers,
                "X-Appengine-Default-Version-Hostname",
                defaultHostname(dispatch.task().name().queue()));
        headers.add(COUNTRY);
        headers.add(USER_IP);
        headers.add(HTTPS);
        headers.add(new HttpHeader("X-Appengine-Timeout-Ms", Long.toString(timeLeft(deadline))));
        headers.add(SKIP_ADMIN_CHECK);
        headers.add(new HttpHeader("User-Agent", HeaderRules.appEngineUserAgent(request.headers())));
        headers.add(ACCEPT_ENCODING);
        headers.addAll(caller.callerHeaders.values());
        if (!request.body().isEmpty() && !caller.has("content-type")) {
            headers.add(new HttpHeader("Content-Type", HeaderRules.APP_ENGINE_CONTENT_TYPE));
        }
        return headers;
    }

    /**
     * Returns {@code PROJECT.appspot.com}, or {@code p.example.com.a.appspot.com} for {@code example.com:p}
     * (documented).
     */
    static String defaultHostname(QueueName queue) {
        return AppEngineRouting.domain(queue.location().project());
    }

    /**
     * Replaces all headers of the same name by those of a queue. The service stores a queue's values unchanged
     * (recorded).
     */
    private void override(Collection<HttpTarget.Header> overrides) {
        for (HttpTarget.Header override : overrides) {
            remove(override.key());
        }
        for (HttpTarget.Header override : overrides) {
            if (!HeaderRules.isReservedInQueues(override.key())) {
                add(override.key(), override.value());
            }
        }
    }

    /** Adds a header that can be sent. Values of names that differ in case only are joined by commas (documented). */
    private void add(String name, String value) {
        HttpHeader header = sendable(name, value);
        if (header != null) {
            callerHeaders.merge(
                    name.toLowerCase(Locale.ROOT),
                    header,
                    (first, next) -> new HttpHeader(first.name(), first.value() + "," + next.value()));
        }
    }

    private void remove(String name) {
        callerHeaders.remove(name.toLowerCase(Locale.ROOT));
    }

    private boolean has(String lowerCaseName) {
        return callerHeaders.containsKey(lowerCaseName);
    }

    private static void addIfSendable(List<HttpHeader> headers, String name, String value) {
        HttpHeader header = sendable(name, value);
        if (header != null) {
            headers.add(header);
        }
    }

    private static @Nullable HttpHeader sendable(String name, String value) {
        String sendable = HeaderRules.isName(name) ? HeaderRules.sendableValue(value) : null;
        return sendable == null ? null : new HttpHeader(name, sendable);
    }

    /** Returns one millisecond less than the deadline: the service sends 599999 for ten minutes (recorded). */
    private static long timeLeft(Duration deadline) {
        return Math.max(0, deadline.toMillis() - 1);
    }
}
