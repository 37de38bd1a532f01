package io.github.cloudtasks.cli.serve;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Ours: the service has no heap that a user sees. */
class UnusedHeapTest {
    private static final long MB = 1L << 20;

    private long used = 20 * MB;
    private long live = 20 * MB;
    private long stored;
    private int collections;

    private final UnusedHeap heap = new UnusedHeap(() -> used, () -> stored, () -> {
        collections++;
        used = live;
    });

    @Test
    void garbage_of_removed_tasks_is_collected_once_the_server_is_idle() {
        change(500, 450);
        heap.check();
        change(520, 0);
        heap.check();
        assertThat(collections).as("while it is busy").isZero();

        heap.check();
        heap.check();

        assertThat(collections).isOne();
    }

    @Test
    void tasks_that_stay_are_no_garbage() {
        change(500, 450);

        checkOften();

        assertThat(collections).isZero();
    }

    @Test
    void pause_needs_as_much_garbage_as_stays() {
        live = 300 * MB;
        change(500, 280);

        checkOften();

        assertThat(collections).isZero();
        change(700, 280);
        checkOften();
        assertThat(collections).isOne();
    }

    @Test
    void little_garbage_is_not_collected() {
        change(31, 0);

        checkOften();

        assertThat(collections).isZero();
    }

    /** The estimate of stored data may be too small, but the objects that remain after a collection are live. */
    @Test
    void second_collection_is_not_made_for_live_objects() {
        live = 90 * MB;
        change(200, 10);

        checkOften();

        assertThat(collections).isOne();
    }

    @Test
    void every_large_removal_is_collected() {
        change(500, 0);
        checkOften();
        change(500, 450);
        checkOften();
        change(500, 0);
        checkOften();

        assertThat(collections).isEqualTo(2);
    }

    @Test
    void health_checks_do_not_make_the_server_busy() {
        change(500, 0);
        heap.check();
        used += UnusedHeap.IDLE;
        heap.check();

        assertThat(collections).isOne();
    }

    private void change(long newUsed, long newStored) {
        used = newUsed * MB;
        stored = newStored * MB;
    }

    private void checkOften() {
        for (int i = 0; i < 5; i++) {
            heap.check();
        }
    }
}
