package io.github.cloudtasks.benchmarks.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class SnapshotModelTest {
    private static final String QUEUE = "queues/a";
    private static final String KEPT = "queues/a/tasks/kept";
    private static final String LATER = "queues/a/tasks/later";
    private static final Map<String, String> SAVED = Map.of(QUEUE, "PAUSED", KEPT, "12:00");
    private static final Map<String, String> CHANGED = Map.of(QUEUE, "PAUSED", KEPT, "12:00", LATER, "13:00");

    private final SnapshotModel model = new SnapshotModel();

    private void saveThenCreateTask() {
        model.observe(SAVED);
        model.saving("s");
        model.saved("s");
        create();
    }

    private void create() {
        model.changed(model.changing(LATER, "13:00", QUEUE));
    }

    @Test
    void answered_create_must_be_found() {
        saveThenCreateTask();
        assertThat(model.observe(SAVED)).contains("later is absent, not 13:00");
    }

    @Test
    void create_under_way_may_be_found_or_not() {
        model.observe(SAVED);
        model.changing(LATER, "13:00", QUEUE);
        assertThat(model.observe(CHANGED)).isEmpty();
        model.changing("queues/a/tasks/other", "14:00", QUEUE);
        assertThat(model.observe(CHANGED)).isEmpty();
    }

    @Test
    void answered_restore_must_be_found() {
        saveThenCreateTask();
        model.restoring("s");
        model.restored();
        assertThat(model.observe(CHANGED)).contains("later is 13:00, not absent");
    }

    @Test
    void restore_under_way_replaces_everything_or_nothing() {
        saveThenCreateTask();
        model.restoring("s");
        assertThat(model.observe(CHANGED)).isEmpty();
        model.restoring("s");
        assertThat(model.observe(SAVED)).isEmpty();
        model.resetting();
        assertThat(model.observe(Map.of(QUEUE, "PAUSED")))
                .contains("before the reset")
                .contains("kept is absent");
    }

    @Test
    void create_during_a_restore_may_come_before_or_after_it() {
        saveThenCreateTask();
        model.restoring("s");
        SnapshotModel.Change change = model.changing("queues/a/tasks/other", "14:00", QUEUE);
        model.restored();
        model.changed(change);
        assertThat(model.observe(SAVED)).isEmpty();
        saveThenCreateTask();
        model.restoring("s");
        model.changed(model.changing("queues/a/tasks/other", "14:00", QUEUE));
        model.restored();
        assertThat(model.observe(Map.of(QUEUE, "PAUSED", KEPT, "12:00", "queues/a/tasks/other", "14:00")))
                .isEmpty();
    }

    @Test
    void delete_under_way_of_a_task_created_during_a_restore_may_have_happened_or_not() {
        model.observe(SAVED);
        model.saving("s");
        model.saved("s");
        model.restoring("s");
        create();
        model.changing(LATER, PossibleState.ABSENT, LATER);
        model.restored();
        assertThat(model.observe(CHANGED)).isEmpty();
    }

    @Test
    void replaced_snapshot_has_the_new_content_once_that_is_answered() {
        saveThenCreateTask();
        model.saving("s");
        assertThat(model.observe(CHANGED)).isEmpty();
        assertThat(model.observeSnapshot("s", SAVED)).isEmpty();
        create();
        model.saving("s");
        model.saved("s");
        assertThat(model.observeSnapshot("s", SAVED)).contains("later is absent");
    }

    @Test
    void snapshot_may_be_absent_only_while_its_deletion_is_under_way() {
        saveThenCreateTask();
        assertThat(model.maySnapshotBeAbsent("s")).isFalse();
        model.deleting("s");
        assertThat(model.maySnapshotBeAbsent("s")).isTrue();
        assertThat(model.isSnapshotGone("s")).isFalse();
        model.deleted("s");
        assertThat(model.isSnapshotGone("s")).isTrue();
    }

    @Test
    void not_found_is_possible_only_if_the_queue_may_be_missing() {
        model.observe(SAVED);
        assertThat(model.notFound(model.changing(LATER, "13:00", QUEUE))).isFalse();
        model.resetting();
        assertThat(model.notFound(model.changing(LATER, "13:00", QUEUE))).isTrue();
    }
}
