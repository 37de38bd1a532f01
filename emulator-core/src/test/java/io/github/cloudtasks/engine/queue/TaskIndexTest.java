package io.github.cloudtasks.engine.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudtasks.engine.Samples;
import io.github.cloudtasks.model.task.Task;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TaskIndexTest {
    private static final Comparator<Task> BY_ID = Comparator.comparing(Task::id);

    /** More than the tasks of several chunks. */
    private static final int MANY = 10 * TaskChunk.MAX;

    private final TaskIndex index = new TaskIndex(Task::serial, BY_ID);

    /**
     * A key of 1 makes all tasks equal but for their ids, 10 makes groups of several chunks, and 10,000 differs mostly.
     */
    @ParameterizedTest
    @ValueSource(ints = {1, 10, 10_000})
    void index_equals_a_tree_after_random_operations(int keys) {
        ToLongFunction<Task> key = task -> Long.parseLong(task.id()) % keys - keys / 2;
        TaskIndex random = new TaskIndex(key, BY_ID);
        TreeSet<Task> tree = new TreeSet<>(Comparator.comparingLong(key).thenComparing(BY_ID));
        SplittableRandom choice = new SplittableRandom(keys);

        for (int phase = 0; phase < 6; phase++) {
            int added = phase % 2 == 0 ? 90 : 10;
            for (int i = 0; i < MANY; i++) {
                Task task = task(choice.nextInt(4 * MANY), i);
                if (choice.nextInt(100) < added) {
                    boolean isNew = tree.add(task);
                    assertThat(random.put(task) == null).isEqualTo(isNew);
                } else {
                    random.remove(task);
                    tree.remove(task);
                }
            }
            assertSame(random, tree, key);
        }
    }

    private static void assertSame(TaskIndex index, TreeSet<Task> tree, ToLongFunction<Task> key) {
        assertThat(index.size()).isEqualTo(tree.size());
        assertThat(ids(index)).isEqualTo(tree.stream().map(Task::id).toList());
        assertThat(index.descending().map(Task::id))
                .isEqualTo(tree.descendingSet().stream().map(Task::id).toList());
        int before = 0;
        for (Task task : tree) {
            assertThat(index.contains(task)).isTrue();
            assertThat(index.countBefore(task, Integer.MAX_VALUE)).isEqualTo(before++);
            assertThat(index.countBefore(task, 3)).isEqualTo(Math.min(3, before - 1));
            if (before % 100 == 0) {
                assertThat(index.from(key.applyAsLong(task), other -> BY_ID.compare(other, task))
                                .map(Task::id))
                        .isEqualTo(tree.tailSet(task).stream().map(Task::id).toList());
            }
        }
    }

    @Test
    void tasks_in_ascending_descending_and_middle_order_are_sorted() {
        IntStream.range(MANY, 2 * MANY).forEach(i -> index.put(task(i, i)));
        IntStream.range(0, MANY).map(i -> MANY - 1 - i).forEach(i -> index.put(task(i, i)));
        IntStream.range(2 * MANY, 3 * MANY).map(i -> i ^ 1).forEach(i -> index.put(task(i, i)));

        assertThat(ids(index))
                .isEqualTo(
                        IntStream.range(0, 3 * MANY).mapToObj(TaskIndexTest::id).toList());
    }

    /** A chunk for each task would take several times the memory, and quadratic time. */
    @Test
    void tasks_in_descending_order_after_a_full_chunk_share_chunks() {
        IntStream.range(0, TaskChunk.MAX).forEach(i -> index.put(task(i, i)));
        IntStream.range(0, MANY).map(i -> TaskChunk.MAX + MANY - i).forEach(i -> index.put(task(i, i)));

        assertThat(index.chunks()).isLessThanOrEqualTo(1 + MANY / TaskChunk.SMALL);
        assertThat(ids(index)).hasSize(TaskChunk.MAX + MANY).isSorted();
    }

    @Test
    void first_task_can_be_removed_while_others_are_added_at_the_end() {
        for (int waiting : List.of(1, TaskChunk.SMALL, TaskChunk.MAX - 1, TaskChunk.MAX, MANY)) {
            index.clear();
            IntStream.range(0, waiting).forEach(i -> index.put(task(i, i)));
            for (int i = waiting; i < waiting + MANY; i++) {
                index.put(task(i, i));
                Task first = Objects.requireNonNull(index.first());
                assertThat(first.id()).isEqualTo(id(i - waiting));
                index.remove(first);
            }
            assertThat(index.size()).isEqualTo(waiting);
            assertThat(ids(index)).hasSize(waiting).isSorted();
        }
    }

    @Test
    void another_version_of_a_task_replaces_it() {
        index.put(task(1, 1));
        Task version = task(1, 1);

        assertThat(index.put(version)).isNotSameAs(version);
        assertThat(index.first()).isSameAs(version);
        assertThat(index.size()).isEqualTo(1);
    }

    @Test
    void emptied_index_has_no_task() {
        IntStream.range(0, MANY).forEach(i -> index.put(task(i, i)));
        IntStream.range(0, MANY).forEach(i -> index.remove(task(i, i)));

        assertThat(index.first()).isNull();
        assertThat(index.contains(task(5, 5))).isFalse();
        assertThat(ids(index)).isEmpty();
        assertThat(index.descending()).isEmpty();

        index.put(task(7, 7));
        assertThat(ids(index)).containsExactly(id(7));
    }

    @Test
    void drained_tasks_are_passed_on_in_order_and_the_index_is_empty() {
        List<String> drained = new ArrayList<>();
        IntStream.range(0, MANY).forEach(i -> index.put(task(i, i)));

        index.drain(task -> {
            assertThat(index.size()).isZero();
            drained.add(task.id());
        });

        assertThat(drained)
                .isEqualTo(IntStream.range(0, MANY).mapToObj(TaskIndexTest::id).toList());
        assertThat(index.first()).isNull();
    }

    private static Task task(int number, long serial) {
        return Samples.task(id(number), Samples.START).withSerial(serial);
    }

    private static String id(int number) {
        return String.valueOf(1_000_000 + number);
    }

    private static List<String> ids(TaskIndex index) {
        return index.ascending().map(Task::id).toList();
    }
}
