package io.github.cloudtasks.server;

import io.github.cloudtasks.server.history.AttemptRecord;
import io.github.cloudtasks.server.history.KeptTask;
import io.github.cloudtasks.server.history.KeptTaskJournal;
import io.github.cloudtasks.storage.FinishedAttempt;
import io.github.cloudtasks.storage.FinishedTask;
import io.github.cloudtasks.storage.HistoryChange;
import io.github.cloudtasks.storage.StateStore;

/** Stores kept tasks, which are converted on the thread that writes. */
final class StoredHistory implements KeptTaskJournal {
    private final StateStore store;

    StoredHistory(StateStore store) {
        this.store = store;
    }

    @Override
    public void put(KeptTask task) {
        store.append(new HistoryChange.TaskKept(task.number(), () -> toStore(task)));
    }

    @Override
    public void removeUpTo(long number) {
        store.append(new HistoryChange.OldestRemoved(number));
    }

    @Override
    public void clear() {
        store.append(new HistoryChange.HistoryCleared());
    }

    private static FinishedTask toStore(KeptTask kept) {
        return new FinishedTask(
                kept.number(),
                kept.task(),
                kept.attempts().stream()
                        .map(attempt -> new FinishedAttempt(
                                attempt.number(), attempt.dispatchTime(), attempt.outcome(), attempt.exchange()))
                        .toList(),
                kept.reason(),
                kept.endTime());
    }

    static KeptTask fromStore(FinishedTask stored) {
        return new KeptTask(
                stored.number(),
                stored.task(),
                stored.attempts().stream()
                        .map(attempt -> new AttemptRecord(
                                0,
                                stored.task().name(),
                                attempt.number(),
                                attempt.dispatchTime(),
                                attempt.outcome(),
                                attempt.exchange()))
                        .toList(),
                stored.reason(),
                stored.endTime());
    }
}
