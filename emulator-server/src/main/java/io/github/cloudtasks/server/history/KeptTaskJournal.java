package io.github.cloudtasks.server.history;

/**
 * Receives the changes of {@link KeptTasks} in their order, so that they can be stored. Called while a lock is held:
 * must not block, use files, encode values or call the history.
 */
public interface KeptTaskJournal {
    /** A journal for tasks that are kept in memory only. */
    KeptTaskJournal NONE = new KeptTaskJournal() {
        @Override
        public void put(KeptTask task) {
            // Nothing is stored.
        }

        @Override
        public void removeUpTo(long number) {
            // Nothing is stored.
        }

        @Override
        public void clear() {
            // Nothing is stored.
        }
    };

    /** A task was added, or an attempt was added to it. The number of an added task is greater than all before. */
    void put(KeptTask task);

    /** The tasks up to this number were removed. */
    void removeUpTo(long number);

    /** All tasks were removed. */
    void clear();
}
