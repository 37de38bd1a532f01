package io.github.cloudtasks.server.control;

import io.github.cloudtasks.engine.state.ExportedQueue;
import io.github.cloudtasks.model.task.Task;
import io.github.cloudtasks.server.history.AttemptRecord;
import java.util.List;

/** Describes the state of an emulator as text, for the log of a failed test. */
public final class Diagnostics {
    /** Limits the output to what a reader can take in. */
    private static final int TASKS_PER_QUEUE = 10;

    private static final int ATTEMPTS = 20;

    private Diagnostics() {}

    /** Returns several lines, each with a line end. */
    public static String of(EmulatorControl control) {
        StringBuilder text = new StringBuilder(512);
        text.append("Cloud Tasks emulator at ").append(control.now());
        text.append(control.isFrozen() ? " (time is frozen)\n" : "\n");
        List<ExportedQueue> queues = control.engine().export();
        if (queues.isEmpty()) {
            text.append("  no queues\n");
        }
        queues.forEach(queue -> append(text, queue));
        List<String> remaining = control.engine().remaining();
        List<AttemptRecord> attempts = control.attempts().all();
        attempts.subList(Math.max(0, attempts.size() - ATTEMPTS), attempts.size())
                .forEach(attempt -> append(text, attempt));
        remaining.forEach(line -> text.append("  remaining: ").append(line).append('\n'));
        return text.toString();
    }

    private static void append(StringBuilder text, ExportedQueue standing) {
        int count = standing.tasks().size();
        text.append("  ")
                .append(standing.queue().name())
                .append(" is ")
                .append(standing.queue().state());
        text.append(", tasks: ").append(count).append('\n');
        standing.tasks().stream().limit(TASKS_PER_QUEUE).forEach(task -> append(text, task));
        if (count > TASKS_PER_QUEUE) {
            text.append("    and ").append(count - TASKS_PER_QUEUE).append(" more\n");
        }
    }

    private static void append(StringBuilder text, AttemptRecord attempt) {
        text.append("  attempt ").append(attempt.number()).append(" of ").append(attempt.task());
        text.append(", dispatched at ").append(attempt.dispatchTime());
        if (attempt.request() != null) {
            text.append(": ")
                    .append(attempt.request().method())
                    .append(' ')
                    .append(attempt.request().url());
        }
        text.append(" → ").append(attempt.outcome()).append('\n');
    }

    private static void append(StringBuilder text, Task task) {
        text.append("    ").append(task.id()).append(" scheduled at ").append(task.scheduleTime());
        text.append(", attempts: ").append(task.dispatchCount());
        if (task.lastAttempt() != null && task.lastAttempt().outcome() != null) {
            text.append(", the last ended with ").append(task.lastAttempt().outcome());
        }
        text.append('\n');
    }
}
