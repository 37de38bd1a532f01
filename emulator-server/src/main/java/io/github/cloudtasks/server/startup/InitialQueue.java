package io.github.cloudtasks.server.startup;

import io.github.cloudtasks.engine.CloudTasks;
import io.github.cloudtasks.model.ApiException;
import io.github.cloudtasks.model.ApiException.Code;
import io.github.cloudtasks.model.Relaxation;
import io.github.cloudtasks.model.queue.NewQueue;
import io.github.cloudtasks.model.queue.QueueState;

/**
 * A queue to create at start.
 *
 * @param name {@code projects/PROJECT/locations/LOCATION/queues/QUEUE}, or only the id if {@link InitialQueues} has a
 *     project
 * @param paused whether the queue starts in the state PAUSED
 */
public record InitialQueue(String name, NewQueue settings, boolean paused) {

    /** Returns a running queue with the service's defaults. */
    public static InitialQueue named(String name) {
        return new InitialQueue(name, NewQueue.DEFAULT, false);
    }

    void createIn(CloudTasks engine, QueueNames names) {
        String fullName = names.full(name);
        try {
            createIn(engine, fullName);
        } catch (ApiException e) {
            throw new SourceLocation("Queue " + fullName, 0, "").mistake(message(e));
        }
    }

    /**
     * Creates the queue.
     *
     * @throws ApiException if the service would reject it
     */
    void createIn(CloudTasks engine, String fullName) {
        engine.queues().createQueue(QueueNames.locationOf(fullName), fullName, settings);
        if (paused) {
            engine.queues().restoreQueueState(fullName, QueueState.PAUSED);
        }
    }

    /** Returns the error message for the user. */
    static String message(ApiException error) {
        if (error.code() == Code.ALREADY_EXISTS) {
            return "A queue of this name has been configured already.";
        }
        Relaxation relaxation = error.relaxation();
        return relaxation == null
                ? error.text()
                : error.text() + " The flag " + relaxation.flag() + " " + relaxation.effect() + ".";
    }
}
