package io.github.cloudtasks.engine.queue;

import io.github.cloudtasks.model.task.Task;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** A sorted part of a {@link TaskIndex}: tasks, and their keys in an array of the same length. Not thread-safe. */
final class TaskChunk {
    /** The most tasks of a chunk. */
    static final int MAX = 256;

    /** Two chunks of this size are merged. A merged chunk is half full, so that it is not split soon. */
    static final int SMALL = MAX / 4;

    private static final int LEAST = 4;

    private long[] keys;
    private @Nullable Task[] tasks;
    /** The index of the first task in the arrays. It is not 0 when the first ones were removed. */
    private int from;

    private int size;

    private TaskChunk(int capacity) {
        keys = new long[capacity];
        tasks = new Task[capacity];
    }

    /** Returns a chunk with one task. */
    static TaskChunk of(long key, Task task) {
        TaskChunk chunk = new TaskChunk(LEAST);
        chunk.insert(0, key, task);
        return chunk;
    }

    int size() {
        return size;
    }

    boolean isFull() {
        return size == MAX;
    }

    Task task(int offset) {
        return Objects.requireNonNull(tasks[from + offset]);
    }

    long key(int offset) {
        return keys[from + offset];
    }

    long lastKey() {
        return key(size - 1);
    }

    /** Returns the offset of the first task that is not before a place; see {@link TaskIndex#get}. */
    int offset(long key, ToIntFunction<Task> comparison) {
        int low = from;
        int high = from + size;
        while (low < high) {
            int middle = (low + high) >>> 1;
            boolean before =
                    keys[middle] < key || (keys[middle] == key && comparison.applyAsInt(task(middle - from)) < 0);
            if (before) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low - from;
    }

    void replace(int offset, Task task) {
        tasks[from + offset] = task;
    }

    /** Adds a task to a chunk that is not full. */
    void insert(int offset, long key, Task task) {
        if (from > 0 && offset < size / 2) {
            move(from, from - 1, offset);
            from--;
        } else {
            if (from + size == tasks.length) {
                makeRoomAtEnd();
            }
            move(from + offset, from + offset + 1, size - offset);
        }
        keys[from + offset] = key;
        tasks[from + offset] = task;
        size++;
    }

    private void makeRoomAtEnd() {
        if (from == 0) {
            resize(Math.min(MAX, 2 * tasks.length));
        } else {
            move(from, 0, size);
            Arrays.fill(tasks, size, tasks.length, null);
            from = 0;
        }
    }

    void remove(int offset) {
        size--;
        if (offset == 0) {
            tasks[from++] = null;
        } else {
            move(from + offset + 1, from + offset, size - offset);
            tasks[from + size] = null;
        }
    }

    private void move(int source, int target, int length) {
        System.arraycopy(keys, source, keys, target, length);
        System.arraycopy(tasks, source, tasks, target, length);
    }

    /** Moves the second half of the tasks to a new chunk, and returns that. */
    TaskChunk split() {
        int half = size / 2;
        TaskChunk second = new TaskChunk(MAX);
        second.take(this, half, size - half);
        Arrays.fill(tasks, from + half, from + size, null);
        size = half;
        return second;
    }

    /** Adds the tasks of the next chunk. */
    void addAll(TaskChunk next) {
        resize(2 * SMALL);
        take(next, 0, next.size);
    }

    private void take(TaskChunk source, int offset, int length) {
        System.arraycopy(source.keys, source.from + offset, keys, from + size, length);
        System.arraycopy(source.tasks, source.from + offset, tasks, from + size, length);
        size += length;
    }

    /** Makes the arrays smaller if they are mostly empty. */
    void shrink() {
        if (tasks.length > LEAST && size <= tasks.length / 4) {
            resize(tasks.length / 2);
        }
    }

    private void resize(int capacity) {
        long[] oldKeys = keys;
        @Nullable Task[] oldTasks = tasks;
        keys = new long[capacity];
        tasks = new Task[capacity];
        System.arraycopy(oldKeys, from, keys, 0, size);
        System.arraycopy(oldTasks, from, tasks, 0, size);
        from = 0;
    }
}
