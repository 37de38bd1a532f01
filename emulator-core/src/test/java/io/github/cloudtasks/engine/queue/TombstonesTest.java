package io.github.cloudtasks.engine.queue;

import io.github.cloudtasks.engine.Samples;
import io.github.cloudtasks.engine.spec.Limits;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class TombstonesTest {
    private static final Instant NOW = Samples.START;
    private static final Instant END = NOW.plusSeconds(3600);

    private final Tombstones tombstones = new Tombstones();

    @Test
    @Tag("documented")
    void a_name_is_blocked_until_the_end_of_its_tombstone() {
        tombstones.block("a", false, END);

        assertThat(tombstones.contains("a", NOW)).isTrue();
        assertThat(tombstones.contains("b", NOW)).isFalse();
        assertThat(tombstones.contains("a", END.minusNanos(1))).isTrue();
        assertThat(tombstones.contains("a", END)).isFalse();
    }

    @Test
    @Tag("inferred")
    void a_name_that_was_buried_again_is_blocked_until_the_later_end() {
        tombstones.block("a", false, END);
        tombstones.block("a", false, END.plusSeconds(60));

        assertThat(tombstones.contains("a", END)).isTrue();
        assertThat(tombstones.contains("a", END.plusSeconds(60))).isFalse();
    }

    @Test
    @Tag("inferred")
    void of_generated_names_only_the_latest_are_remembered() {
        int remembered = Limits.REMEMBERED_GENERATED_IDS;
        for (int i = 0; i <= remembered; i++) {
            tombstones.block("g" + i, true, END);
        }

        assertThat(tombstones.contains("g0", NOW)).isFalse();
        assertThat(tombstones.contains("g1", NOW)).isTrue();
        assertThat(tombstones.contains("g" + remembered, NOW)).isTrue();
    }

    @Test
    @Tag("documented")
    void chosen_names_are_all_remembered_however_many_generated_ones_follow() {
        tombstones.block("chosen", false, END);
        for (int i = 0; i < 3 * Limits.REMEMBERED_GENERATED_IDS; i++) {
            tombstones.block("g" + i, true, END);
            tombstones.block("c" + i, false, END);
        }

        assertThat(tombstones.contains("chosen", NOW)).isTrue();
        assertThat(tombstones.contains("c0", NOW)).isTrue();
    }

    @Test
    @Tag("unlike")
    void clearing_frees_every_name() {
        tombstones.block("a", false, END);
        tombstones.block("b", true, END);

        tombstones.clear();
        assertThat(tombstones.contains("a", NOW)).isFalse();
        assertThat(tombstones.contains("b", NOW)).isFalse();

        tombstones.block("a", false, END);
        assertThat(tombstones.contains("a", NOW)).isTrue();
    }

    @Test
    @Tag("inferred")
    void a_clock_that_is_set_back_blocks_no_later_name_for_longer() {
        tombstones.block("before", false, END);
        tombstones.block("after", false, END.minusSeconds(1800));

        assertThat(tombstones.contains("after", END.minusSeconds(1801))).isTrue();
        assertThat(tombstones.contains("after", END.minusSeconds(1800))).isFalse();
        assertThat(tombstones.contains("before", END.minusSeconds(1800))).isTrue();
    }
}
