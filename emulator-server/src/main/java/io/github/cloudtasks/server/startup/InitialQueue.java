package io.github.cloudtasks.server.startup;

import io.github.cloudtasks.engine.CloudTasks;
import io.github.cloudtasks.model.ApiException;
import io.github.cloudtasks.model.ApiException.Code;
import io.github.cloudtasks.model.queue.NewQueue;
import io.github.cloudtasks.model.queue.QueueState;

/**
 * A queue that shall exist from the start.
 *
 * @param name {@code projects/PROJECT/locations/LOCATION/queues/QUEUE}, or the id alone where {@link InitialQueues} has
 *     a project
 * @param paused whether it holds its tasks back until it is resumed
 */
public record InitialQueue(String name, NewQueue settings, boolean paused) {

    /** A running queue with the service's defaults. */
    public static InitialQueue named(String name) {
        return new InitialQueue(name, NewQueue.DEFAULT, false);
    }

    void createIn(CloudTasks engine, QueueNames names) {
        String fullName = names.full(name);
        try {
            createIn(engine, fullName);
        } catch (ApiException e) {
            throw new SourceLocation("Queue " + fullName, 0, "").mistake(words(e));
        }
    }

    /**
     * Makes the queue.
     *
     * @throws ApiException where the service would not make it
     */
    void createIn(CloudTasks engine, String fullName) {
        engine.queues().createQueue(QueueNames.locationOf(fullName), fullName, settings);
        if (paused) {
            engine.queues().restoreQueueState(fullName, QueueState.PAUSED);
        }
    }

    /** What to tell the user of an answer of the service. */
    static String words(ApiException answer) {
        return answer.code() == Code.ALREADY_EXISTS
                ? "A queue of this name has been configured already."
                : answer.text();
    }
}
