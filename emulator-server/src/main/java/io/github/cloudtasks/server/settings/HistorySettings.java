package io.github.cloudtasks.server.settings;

/**
 * The settings for kept tasks and for the payloads in the log. Immutable.
 *
 * @param keptTasks the most tasks to keep after their end; 0 keeps neither tasks nor the attempts of tasks
 * @param keptTaskBytes the memory of kept tasks and attempts in bytes; {@link io.github.cloudtasks.server.MemoryShares}
 *     may allow less
 * @param logPayloads whether the bodies of requests to targets and of their responses are logged
 */
public record HistorySettings(int keptTasks, long keptTaskBytes, boolean logPayloads) {
    /** 1,000 tasks in 64 MiB, and no payloads in the log. */
    public static final HistorySettings DEFAULT = new HistorySettings(1000, 64L << 20, false);

    public HistorySettings withKeptTasks(int newKeptTasks) {
        return new HistorySettings(newKeptTasks, keptTaskBytes, logPayloads);
    }

    public HistorySettings withKeptTaskBytes(long newKeptTaskBytes) {
        return new HistorySettings(keptTasks, newKeptTaskBytes, logPayloads);
    }

    public HistorySettings withLogPayloads(boolean on) {
        return new HistorySettings(keptTasks, keptTaskBytes, on);
    }
}
