package io.github.cloudtasks.server.settings;

/**
 * The bounds of the history. Immutable.
 *
 * @param keptTasks the most tasks to keep after their end; 0 keeps neither tasks nor the attempts of tasks
 * @param keptTaskBytes the memory of kept tasks and attempts in bytes; {@link io.github.cloudtasks.server.MemoryShares}
 *     may allow less
 */
public record HistorySettings(int keptTasks, long keptTaskBytes) {
    /** 1,000 tasks in 64 MiB. */
    public static final HistorySettings DEFAULT = new HistorySettings(1000, 64L << 20);

    public HistorySettings withKeptTasks(int newKeptTasks) {
        return new HistorySettings(newKeptTasks, keptTaskBytes);
    }

    public HistorySettings withKeptTaskBytes(long newKeptTaskBytes) {
        return new HistorySettings(keptTasks, newKeptTaskBytes);
    }
}
