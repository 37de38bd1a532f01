package io.github.cloudtasks.engine.queue;

import io.github.cloudtasks.model.task.Task;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Tasks in one order.
 *
 * <p>The order is that of a number, the key, and of a comparator among tasks with the same key. The tasks are in
 * chunks, sorted arrays of at most {@value TaskChunk#MAX}, with their keys in a second array. An operation makes two
 * binary searches, which rarely read a task, and moves a part of one chunk. A task takes 12 to 24 bytes; the node of a
 * tree takes 32, and a search reads a node, a task and the compared value at each level.
 *
 * <p>Operations take O(log n). About one insertion in a hundred also moves a part of the list of chunks. Not
 * thread-safe. Iterators and streams are invalid after the index has changed.
 */
final class TaskIndex {
    private static final TaskChunk[] NO_CHUNKS = {};
    private static final long[] NO_KEYS = {};

    private final ToLongFunction<Task> key;
    private final Comparator<Task> order;

    /** The chunks in their order, none of them empty. The elements from {@link #count} on are null. */
    private @Nullable TaskChunk[] chunks = NO_CHUNKS;
    /** The first key of each chunk. */
    private long[] firstKeys = NO_KEYS;

    private int count;
    private int size;

    /** The position of a task. */
    private record Position(int chunk, int offset) {}

    /**
     * Creates an empty index.
     *
     * @param key the number by which tasks are sorted first
     * @param order the order of tasks with the same key; 0 only for versions of one task
     */
    TaskIndex(ToLongFunction<Task> key, Comparator<Task> order) {
        this.key = key;
        this.order = order;
    }

    int size() {
        return size;
    }

    /** Returns the number of chunks. */
    int chunks() {
        return count;
    }

    /** Returns the first task; null if the index is empty. */
    @Nullable
    Task first() {
        return count == 0 ? null : chunk(0).task(0);
    }

    /**
     * Returns the task at a place in the order; null if there is none.
     *
     * @param key the key of the place
     * @param comparison compares a task that has this key with the place: negative if the task is before it
     */
    @Nullable
    Task get(long key, ToIntFunction<Task> comparison) {
        return taskAt(position(key, comparison), key, comparison);
    }

    boolean contains(Task task) {
        return get(key.applyAsLong(task), other -> order.compare(other, task)) != null;
    }

    private @Nullable Task taskAt(Position at, long key, ToIntFunction<Task> comparison) {
        if (at.chunk() == count || at.offset() == chunk(at.chunk()).size()) {
            return null;
        }
        TaskChunk chunk = chunk(at.chunk());
        Task found = chunk.task(at.offset());
        return chunk.key(at.offset()) == key && comparison.applyAsInt(found) == 0 ? found : null;
    }

    /** Adds a task, or replaces its version in the index. Returns the replaced version; null if there was none. */
    @Nullable
    Task put(Task task) {
        long itsKey = key.applyAsLong(task);
        if (count == 0 || itsKey > chunk(count - 1).lastKey()) {
            append(itsKey, task);
            return null;
        }
        ToIntFunction<Task> comparison = other -> order.compare(other, task);
        Position at = position(itsKey, comparison);
        Task old = taskAt(at, itsKey, comparison);
        if (old == null) {
            insert(at, itsKey, task);
        } else {
            chunk(at.chunk()).replace(at.offset(), task);
        }
        return old;
    }

    private void append(long itsKey, Task task) {
        size++;
        if (count == 0 || chunk(count - 1).isFull()) {
            addChunk(count, TaskChunk.of(itsKey, task));
        } else {
            TaskChunk last = chunk(count - 1);
            last.insert(last.size(), itsKey, task);
        }
    }

    private void insert(Position at, long itsKey, Task task) {
        size++;
        TaskChunk chunk = chunk(at.chunk());
        if (!chunk.isFull()) {
            insertInto(at.chunk(), at.offset(), itsKey, task);
        } else if (at.offset() == chunk.size()) {
            insertAfterFull(at.chunk(), itsKey, task);
        } else {
            TaskChunk half = chunk.split();
            addChunk(at.chunk() + 1, half);
            int offset = at.offset() - chunk.size();
            if (offset > 0) {
                half.insert(offset, itsKey, task);
            } else {
                insertInto(at.chunk(), at.offset(), itsKey, task);
            }
        }
    }

    /** Adds a task right after a full chunk. That chunk is not split, because tasks are often added in their order. */
    private void insertAfterFull(int index, long itsKey, Task task) {
        // Tasks that are added in the opposite order share a small chunk, instead of one chunk each.
        if (index + 1 < count && chunk(index + 1).size() < TaskChunk.SMALL) {
            insertInto(index + 1, 0, itsKey, task);
        } else {
            addChunk(index + 1, TaskChunk.of(itsKey, task));
        }
    }

    private void insertInto(int index, int offset, long itsKey, Task task) {
        chunk(index).insert(offset, itsKey, task);
        firstKeys[index] = chunk(index).key(0);
    }

    /** Removes a version of a task. Has no effect if the index has none. */
    void remove(Task task) {
        Task unused = remove(key.applyAsLong(task), other -> order.compare(other, task));
    }

    /** Removes the task at a place, as in {@link #get}, and returns it. */
    @Nullable
    Task remove(long key, ToIntFunction<Task> comparison) {
        Position at = position(key, comparison);
        Task found = taskAt(at, key, comparison);
        if (found != null) {
            size--;
            TaskChunk chunk = chunk(at.chunk());
            chunk.remove(at.offset());
            if (chunk.size() == 0) {
                removeChunk(at.chunk());
            } else {
                firstKeys[at.chunk()] = chunk.key(0);
                compact(at.chunk());
            }
        }
        return found;
    }

    /** Merges a chunk that has become small with one beside it, or makes its arrays smaller. */
    private void compact(int index) {
        TaskChunk chunk = chunk(index);
        if (chunk.size() > TaskChunk.SMALL) {
            return;
        }
        if (index + 1 < count && chunk(index + 1).size() <= TaskChunk.SMALL) {
            chunk.addAll(chunk(index + 1));
            removeChunk(index + 1);
        } else if (index > 0 && chunk(index - 1).size() <= TaskChunk.SMALL) {
            chunk(index - 1).addAll(chunk);
            removeChunk(index);
        } else {
            chunk.shrink();
        }
    }

    private void addChunk(int index, TaskChunk chunk) {
        if (count == chunks.length) {
            int capacity = count + Math.max(1, count / 2);
            chunks = Arrays.copyOf(chunks, capacity);
            firstKeys = Arrays.copyOf(firstKeys, capacity);
        }
        System.arraycopy(chunks, index, chunks, index + 1, count - index);
        System.arraycopy(firstKeys, index, firstKeys, index + 1, count - index);
        chunks[index] = chunk;
        firstKeys[index] = chunk.key(0);
        count++;
    }

    private void removeChunk(int index) {
        count--;
        System.arraycopy(chunks, index + 1, chunks, index, count - index);
        System.arraycopy(firstKeys, index + 1, firstKeys, index, count - index);
        chunks[count] = null;
        if (count < chunks.length / 4) {
            chunks = Arrays.copyOf(chunks, count * 2);
            firstKeys = Arrays.copyOf(firstKeys, count * 2);
        }
    }

    private TaskChunk chunk(int index) {
        return Objects.requireNonNull(chunks[index]);
    }

    /** Returns the position of the first task that is not before a place, or of the end of a chunk. */
    private Position position(long key, ToIntFunction<Task> comparison) {
        int low = 0;
        int high = count;
        // The last chunk whose first task is before the place.
        while (low < high) {
            int middle = (low + high) >>> 1;
            boolean before = firstKeys[middle] < key
                    || (firstKeys[middle] == key
                            && comparison.applyAsInt(chunk(middle).task(0)) <= 0);
            if (before) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low == 0
                ? new Position(0, 0)
                : new Position(low - 1, chunk(low - 1).offset(key, comparison));
    }

    /** Returns all tasks in their order. */
    Iterator<Task> iterator() {
        return new Ascending(new Position(0, 0));
    }

    /** Returns the tasks from a place in the order, as in {@link #get}. */
    Stream<Task> from(long key, ToIntFunction<Task> comparison) {
        return stream(new Ascending(position(key, comparison)));
    }

    /** Returns all tasks in their order. */
    Stream<Task> ascending() {
        return stream(iterator());
    }

    /** Returns all tasks in the opposite order. */
    Stream<Task> descending() {
        return stream(new Descending());
    }

    private static Stream<Task> stream(Iterator<Task> tasks) {
        return StreamSupport.stream(
                Spliterators.spliteratorUnknownSize(tasks, Spliterator.ORDERED | Spliterator.NONNULL), false);
    }

    /** Returns the number of tasks before a task of the index; {@code max} if there are more. */
    int countBefore(Task task, int max) {
        Position at = position(key.applyAsLong(task), other -> order.compare(other, task));
        int before = at.offset();
        for (int i = at.chunk() - 1; i >= 0 && before < max; i--) {
            before += chunk(i).size();
        }
        return Math.min(before, max);
    }

    /** Removes all tasks. */
    void clear() {
        chunks = NO_CHUNKS;
        firstKeys = NO_KEYS;
        count = 0;
        size = 0;
    }

    /** Removes all tasks, and passes each of them on when the index no longer refers to it. */
    void drain(Consumer<Task> removed) {
        @Nullable TaskChunk[] drained = chunks;
        int end = count;
        clear();
        for (int i = 0; i < end; i++) {
            TaskChunk chunk = Objects.requireNonNull(drained[i]);
            drained[i] = null;
            for (int offset = 0; offset < chunk.size(); offset++) {
                removed.accept(chunk.task(offset));
            }
        }
    }

    private final class Ascending implements Iterator<Task> {
        private int chunk;
        private int offset;

        Ascending(Position from) {
            chunk = from.chunk();
            offset = from.offset();
            skipEnd();
        }

        private void skipEnd() {
            if (chunk < count && offset == chunk(chunk).size()) {
                chunk++;
                offset = 0;
            }
        }

        @Override
        public boolean hasNext() {
            return chunk < count;
        }

        @Override
        public Task next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            Task next = chunk(chunk).task(offset++);
            skipEnd();
            return next;
        }
    }

    private final class Descending implements Iterator<Task> {
        private int chunk = count - 1;
        private int offset = count == 0 ? -1 : chunk(chunk).size() - 1;

        @Override
        public boolean hasNext() {
            return offset >= 0;
        }

        @Override
        public Task next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            Task next = chunk(chunk).task(offset--);
            if (offset < 0 && chunk > 0) {
                chunk--;
                offset = chunk(chunk).size() - 1;
            }
            return next;
        }
    }
}
