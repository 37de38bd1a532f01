package io.github.cloudtasks.server.history;

import io.github.cloudtasks.event.Event;
import io.github.cloudtasks.event.EventListener;
import io.github.cloudtasks.model.TaskName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The links between tasks and their replays. The oldest ones are dropped if there are too many. Thread-safe. */
public final class ReplayLinks implements EventListener {
    /** The most links that are kept. */
    public static final int MAX_LINKS = 10_000;

    /** The original of each replay, the oldest link first. */
    private final LinkedHashMap<TaskName, TaskName> originals = new LinkedHashMap<>();

    private final Map<TaskName, List<TaskName>> replays = new HashMap<>();

    @Override
    public void on(Event event) {
        if (event instanceof Event.ServiceReset) {
            clear();
        }
    }

    private synchronized void clear() {
        originals.clear();
        replays.clear();
    }

    /** Links a new task to the task that it repeats. */
    public synchronized void add(TaskName original, TaskName replay) {
        remove(replay, originals.remove(replay));
        originals.put(replay, original);
        replays.computeIfAbsent(original, name -> new ArrayList<>()).add(replay);
        if (originals.size() > MAX_LINKS) {
            Map.Entry<TaskName, TaskName> oldest = originals.pollFirstEntry();
            remove(oldest.getKey(), oldest.getValue());
        }
    }

    private void remove(TaskName replay, @Nullable TaskName original) {
        List<TaskName> others = original == null ? null : replays.get(original);
        if (others != null) {
            others.remove(replay);
            if (others.isEmpty()) {
                replays.remove(original);
            }
        }
    }

    /** Returns the task that a replay repeats; null if the task is no replay. */
    public synchronized @Nullable TaskName originalOf(TaskName replay) {
        return originals.get(replay);
    }

    /** Returns the replays of a task, the oldest first. */
    public synchronized List<TaskName> replaysOf(TaskName original) {
        return List.copyOf(replays.getOrDefault(original, List.of()));
    }
}
