package io.github.cloudtasks.dispatcher;

import io.github.cloudtasks.dispatcher.attempts.AttemptRecorder;
import io.github.cloudtasks.dispatcher.http.Response;
import io.github.cloudtasks.dispatcher.request.DispatchRequest;
import io.github.cloudtasks.dispatcher.request.RedirectPolicy;
import io.github.cloudtasks.model.task.Outcome;
import io.github.cloudtasks.model.task.Outcome.DeadlineExceeded;
import io.github.cloudtasks.model.task.Outcome.Responded;
import io.github.cloudtasks.model.task.Outcome.Unreachable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * One attempt under way, from its request to its outcome, redirects and all. Confined to the event loop, but for
 * {@link #outcome()}.
 */
final class Delivery {
    private final Connections connections;
    private final AttemptRecorder recording;
    private final RedirectPolicy redirection;
    private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    private DispatchRequest request;
    private int redirects;

    /** What the request is on; null before and between. */
    private @Nullable Connection connection;

    /** Whether a request has already been sent again because its connection had died while idle. */
    private boolean sentAgain;

    Delivery(DispatchRequest request, AttemptRecorder recording, Connections connections, RedirectPolicy redirection) {
        this.request = request;
        this.recording = recording;
        this.redirection = redirection;
        this.connections = connections;
    }

    CompletionStage<Outcome> outcome() {
        return outcome;
    }

    boolean isDone() {
        return outcome.isDone();
    }

    void start() {
        connections.to(request.origin()).serve(this);
    }

    /** A connection is there. */
    void sendOn(Connection newConnection) {
        connection = newConnection;
        newConnection.send(request, this);
    }

    /** An answer has been read to its end. */
    void answered(Response response) {
        connection = null;
        DispatchRequest redirected = redirection.follow(request, response.status(), response.header("Location"));
        if (redirected == null) {
            end(new Responded(response.status()), response);
        } else {
            request = redirected;
            redirects++;
            start();
        }
    }

    /**
     * The connection broke off.
     *
     * @param stale it had been used before, and the request could not be written: the target had closed it already and
     *     has seen nothing, so the request is sent once more
     */
    void lost(String reason, boolean stale) {
        connection = null;
        if (stale && !sentAgain) {
            sentAgain = true;
            connections.to(request.origin()).serveFresh(this);
        } else {
            end(new Unreachable(reason), null);
        }
    }

    /** There is no connection, or no answer on it. */
    void unreachable(String reason) {
        end(new Unreachable(reason), null);
    }

    /** The deadline has passed. */
    void expire() {
        end(new DeadlineExceeded(), null);
    }

    private void end(Outcome newOutcome, @Nullable Response response) {
        Connection abandoned = connection;
        connection = null;
        if (abandoned != null) {
            abandoned.abandon();
        }
        if (!outcome.isDone()) {
            recording.end(outcome, newOutcome, request, response, redirects);
        }
    }
}
