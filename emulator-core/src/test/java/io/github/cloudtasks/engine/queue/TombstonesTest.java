package io.github.cloudtasks.engine.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudtasks.engine.Samples;
import io.github.cloudtasks.engine.spec.Limits;
import java.time.Instant;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class TombstonesTest {
    private static final Instant NOW = Samples.START;
    private static final Instant END = NOW.plusSeconds(3600);

    private final Tombstones tombstones = new Tombstones(new QueueBytes(new StoredBytes(Long.MAX_VALUE)));

    @Test
    @Tag("documented")
    void name_is_blocked_until_its_tombstone_ends() {
        tombstones.block("a", false, END);

        assertThat(tombstones.contains("a", NOW)).isTrue();
        assertThat(tombstones.contains("b", NOW)).isFalse();
        assertThat(tombstones.contains("a", END.minusNanos(1))).isTrue();
        assertThat(tombstones.contains("a", END)).isFalse();
    }

    @Test
    @Tag("inferred")
    void name_that_is_blocked_twice_is_blocked_until_the_later_end() {
        tombstones.block("a", false, END);
        tombstones.block("a", false, END.plusSeconds(60));

        assertThat(tombstones.contains("a", END)).isTrue();
        assertThat(tombstones.contains("a", END.plusSeconds(60))).isFalse();
    }

    @Test
    @Tag("inferred")
    void only_the_latest_generated_names_are_kept() {
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
    void chosen_names_are_kept_however_many_generated_ones_follow() {
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
    void clear_frees_every_name() {
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
    void step_back_of_the_clock_does_not_extend_later_tombstones() {
        tombstones.block("before", false, END);
        tombstones.block("after", false, END.minusSeconds(1800));

        assertThat(tombstones.contains("after", END.minusSeconds(1801))).isTrue();
        assertThat(tombstones.contains("after", END.minusSeconds(1800))).isFalse();
        assertThat(tombstones.contains("before", END.minusSeconds(1800))).isTrue();
    }
}
