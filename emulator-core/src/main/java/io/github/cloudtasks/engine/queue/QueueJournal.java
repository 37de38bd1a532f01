package io.github.cloudtasks.engine.queue;

import io.github.cloudtasks.engine.rules.PolicyRules;
import io.github.cloudtasks.journal.Change.PolicyStored;
import io.github.cloudtasks.journal.Change.QueuePurged;
import io.github.cloudtasks.journal.Change.QueueStored;
import io.github.cloudtasks.journal.Change.TaskRemoved;
import io.github.cloudtasks.journal.Change.TaskStored;
import io.github.cloudtasks.journal.Journal;
import io.github.cloudtasks.model.Policy;
import io.github.cloudtasks.model.queue.Queue;
import io.github.cloudtasks.model.task.Task;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The changes of one queue on their way to the journal. Nothing is created unless the journal is open. Guarded by the
 * lock of the queue.
 */
final class QueueJournal {
    private Journal journal = Journal.NONE;

    /** Hands the changes from now on to a journal. Called before the queue is shared. */
    void connect(Journal connected) {
        journal = connected;
    }

    /** See {@link Journal#requireAvailable}. */
    void requireAvailable() {
        journal.requireAvailable();
    }

    void stored(Queue queue) {
        if (journal.isOpen()) {
            journal.append(new QueueStored(queue));
        }
    }

    void stored(Queue queue, Policy policy) {
        if (journal.isOpen()) {
            journal.append(new PolicyStored(queue.name(), policy));
        }
    }

    void stored(Task task, boolean isNew) {
        if (journal.isOpen()) {
            journal.append(new TaskStored(task, isNew));
        }
    }

    /** Appends the removal of a task whose name is blocked until {@code blockedUntil}; null if it is not. */
    void removed(Task task, @Nullable Instant blockedUntil) {
        if (journal.isOpen()) {
            journal.append(new TaskRemoved(task, blockedUntil));
        }
    }

    /** Appends the removal of all tasks, and the purge time of the queue. */
    void purged(Queue queue, @Nullable Instant blockedUntil, boolean releasesNames) {
        if (journal.isOpen()) {
            journal.append(new QueuePurged(queue.name(), blockedUntil, releasesNames));
            journal.append(new QueueStored(queue));
        }
    }

    /** Appends the whole queue. */
    void stored(Queue queue, Policy policy, Iterable<Task> tasks) {
        stored(queue);
        if (!policy.equals(PolicyRules.NEVER_SET)) {
            stored(queue, policy);
        }
        tasks.forEach(task -> stored(task, true));
    }
}
