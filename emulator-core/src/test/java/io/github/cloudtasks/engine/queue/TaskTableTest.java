package io.github.cloudtasks.engine.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.github.cloudtasks.engine.Samples;
import io.github.cloudtasks.model.task.Task;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class TaskTableTest {
    private static final Instant NOW = Samples.START;

    private final TaskTable table = new TaskTable(true);
    private final Map<String, Long> serials = new HashMap<>();

    @Test
    void empty_table_has_no_first_and_no_due_task() {
        assertThat(table.size()).isZero();
        assertThat(table.oldest()).isNull();
        assertThat(table.firstScheduled()).isNull();
        assertThat(table.get("a")).isNull();
        assertThat(table.page("", 10)).isEmpty();
        assertThat(due(NOW)).isEmpty();
        assertThat(due("", NOW)).isEmpty();
    }

    @Test
    void tasks_are_due_by_schedule_time_and_then_serial() {
        put("b", 1);
        put("c", 0);
        put("a", 1);
        put("later", 2);

        assertThat(due(NOW.plusSeconds(1))).containsExactly("c", "b", "a");
        assertThat(due(NOW.minusNanos(1))).isEmpty();
        assertThat(table.firstScheduled()).isEqualTo(table.get("c"));
    }

    @Test
    void oldest_task_is_the_one_that_was_added_first() {
        put("b", 5);
        put("a", 1);
        table.putInFlight(scheduled("b", 9));
        table.putScheduled(scheduled("b", 7));

        assertThat(table.oldest()).isEqualTo(table.get("b"));

        table.remove(scheduled("b", 7));
        assertThat(table.oldest()).isEqualTo(table.get("a"));
        assertThat(table.all()).extracting(Task::id).containsExactly("a");
    }

    @Test
    void adding_a_task_again_moves_it() {
        put("a", 1);
        put("b", 2);
        put("a", 3);

        assertThat(table.size()).isEqualTo(2);
        assertThat(due(NOW.plusSeconds(3))).containsExactly("b", "a");
    }

    @Test
    void task_in_flight_is_known_but_not_due() {
        put("a", 0);
        table.putInFlight(scheduled("a", 0));

        assertThat(table.get("a")).isNotNull();
        assertThat(table.size()).isEqualTo(1);
        assertThat(table.page("", 10)).hasSize(1);
        assertThat(table.firstScheduled()).isNull();
        assertThat(due(NOW)).isEmpty();
        assertThat(due("", NOW)).isEmpty();
    }

    @Test
    void task_can_be_added_in_flight_and_scheduled_later() {
        table.putInFlight(scheduled("a", 0));
        assertThat(due(NOW)).isEmpty();

        put("a", 0);
        assertThat(due(NOW)).containsExactly("a");
    }

    @Test
    void replaced_task_stays_scheduled_or_in_flight() {
        put("waiting", 0);
        table.putInFlight(scheduled("in-flight", 0));

        table.replace(scheduled("waiting", 1));
        table.replace(scheduled("in-flight", 1));

        assertThat(due(NOW)).isEmpty();
        assertThat(due(NOW.plusSeconds(1))).containsExactly("waiting");
        assertThat(table.get("in-flight").scheduleTime()).isEqualTo(NOW.plusSeconds(1));
    }

    @Test
    void removed_task_is_in_no_order_whichever_version_is_given() {
        put("a", 1);
        put("b", 1);

        table.remove(scheduled("a", 99));
        table.remove(scheduled("missing", 0));

        assertThat(table.get("a")).isNull();
        assertThat(table.page("", 10)).extracting(Task::id).containsExactly("b");
        assertThat(due(NOW.plusSeconds(99))).containsExactly("b");
        assertThat(due("", NOW.plusSeconds(99))).containsExactly("b");
    }

    @Test
    void drain_empties_every_order() {
        List<Task> removed = new ArrayList<>();
        put("b0", 0);
        putTagged("b", "tag", NOW);
        table.drain(removed::add);

        assertThat(removed).extracting(Task::id).containsExactly("b0", "b");
        assertThat(table.size()).isZero();
        assertThat(table.oldest()).isNull();
        assertThat(table.page("", 10)).isEmpty();
        assertThat(due(NOW)).isEmpty();
        assertThat(due("tag", NOW)).isEmpty();
    }

    @Test
    void table_that_has_shrunk_keeps_its_tasks_in_order() {
        for (int i = 0; i < 3000; i++) {
            put("t" + i, i);
        }
        for (int i = 2000; i < 2999; i++) {
            table.remove(Objects.requireNonNull(table.get("t" + i)));
        }
        for (int i = 1; i < 2000; i++) {
            table.remove(Objects.requireNonNull(table.get("t" + i)));
        }

        assertThat(table.all()).extracting(Task::id).containsExactly("t0", "t2999");
        assertThat(ids(table.page("", 10))).containsExactly("t0", "t2999");
        assertThat(due(NOW.plusSeconds(9999))).containsExactly("t0", "t2999");
    }

    @Test
    void pages_are_sorted_by_id_and_start_after_any_id() {
        for (String id : List.of("b", "a-1", "Z", "a", "a_1", "a0", "0")) {
            put(id, 0);
        }

        assertThat(ids(table.page("", 3))).containsExactly("0", "Z", "a");
        assertThat(ids(table.page("a", 3))).containsExactly("a-1", "a0", "a_1");
        assertThat(ids(table.page("a_", 3))).containsExactly("a_1", "b");
        assertThat(ids(table.page("b", 3))).isEmpty();
    }

    @Test
    void pages_stay_consistent_while_the_table_changes() {
        for (int i = 100; i < 200; i++) {
            put("t" + i, 0);
        }
        TreeSet<String> kept = new TreeSet<>(table.all().stream().map(Task::id).toList());
        List<String> seen = new ArrayList<>();

        String after = "";
        for (List<Task> page = table.page(after, 7); !page.isEmpty(); page = table.page(after, 7)) {
            seen.addAll(ids(page));
            after = seen.getLast();
            // Removes the last task of the page and one far ahead, and adds tasks before and after.
            int last = Integer.parseInt(after.substring(1));
            table.remove(scheduled(after, 0));
            table.remove(scheduled("t" + (last + 20), 0));
            kept.remove("t" + (last + 20));
            put("a" + last, 0);
            put(after, 5);
        }

        assertThat(seen).doesNotHaveDuplicates().containsAll(kept).isSorted();
    }

    @Test
    void tag_finds_only_its_own_tasks() {
        List<String> tags = List.of(
                "",
                " ",
                "a",
                "A",
                "ab",
                "\u00e4",
                "a\u0308",
                "\u0000",
                "a\u0000",
                "\ud83d\ude00",
                "\ud83d",
                "\ude00",
                "\uffff",
                "\uffff\uffff",
                "tag=\"x\"");
        for (int i = 0; i < tags.size(); i++) {
            putTagged("later" + i, tags.get(i), NOW);
            putTagged("first" + i, tags.get(i), NOW.minusSeconds(1));
            putTagged("future" + i, tags.get(i), NOW.plusSeconds(1));
        }

        for (int i = 0; i < tags.size(); i++) {
            assertThat(due(tags.get(i), NOW)).containsExactly("first" + i, "later" + i);
        }
    }

    @Test
    void table_without_tags_rejects_queries_by_tag() {
        TaskTable push = new TaskTable(false);
        push.putScheduled(scheduled("a", 0));
        push.putInFlight(scheduled("a", 0));
        push.drain(task -> {});

        assertThatIllegalStateException().isThrownBy(() -> push.due("", NOW));
    }

    private void put(String id, int seconds) {
        table.putScheduled(scheduled(id, seconds));
    }

    private void putTagged(String id, String tag, Instant when) {
        table.putScheduled(numbered(Samples.pullTask(id, tag, when)));
    }

    private Task scheduled(String id, int seconds) {
        return numbered(Samples.task(id, NOW.plusSeconds(seconds)));
    }

    /** Gives the versions of a task the same serial number. */
    private Task numbered(Task task) {
        return task.withSerial(serials.computeIfAbsent(task.id(), id -> serials.size() + 1L));
    }

    private List<String> due(Instant now) {
        return table.due(now).map(Task::id).toList();
    }

    private List<String> due(String tag, Instant now) {
        return table.due(tag, now).map(Task::id).toList();
    }

    private static List<String> ids(List<Task> tasks) {
        return tasks.stream().map(Task::id).toList();
    }
}
