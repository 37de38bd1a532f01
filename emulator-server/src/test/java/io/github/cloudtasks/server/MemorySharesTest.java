package io.github.cloudtasks.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudtasks.server.history.AttemptLog;
import io.github.cloudtasks.server.settings.HistorySettings;
import org.junit.jupiter.api.Test;

class MemorySharesTest {
    private static final long SMALL = 64L << 20;
    private static final long LARGE = 4L << 30;

    @Test
    void history_takes_its_memory_from_that_of_stored_data() {
        MemoryShares shares = MemoryShares.of(SMALL, HistorySettings.DEFAULT, false);

        assertThat(shares.keptTasks()).isEqualTo(2L << 20);
        assertThat(shares.events()).isEqualTo(1L << 20);
        assertThat(shares.stored() + shares.keptTasks() + shares.events() + AttemptLog.MAX_BYTES)
                .isEqualTo(SMALL / 2);
    }

    @Test
    void large_heap_allows_what_the_settings_say() {
        MemoryShares shares = MemoryShares.of(LARGE, HistorySettings.DEFAULT, false);

        assertThat(shares.keptTasks()).isEqualTo(64L << 20);
        assertThat(shares.events()).isEqualTo(16L << 20);
    }

    @Test
    void settings_can_lower_the_share_or_switch_it_off() {
        assertThat(MemoryShares.of(LARGE, HistorySettings.DEFAULT.withKeptTaskBytes(1000), false)
                        .keptTasks())
                .isEqualTo(1000);
        assertThat(MemoryShares.of(LARGE, HistorySettings.DEFAULT.withKeptTasks(0), false)
                        .keptTasks())
                .isZero();
    }

    @Test
    void traces_take_their_memory_from_that_of_stored_data() {
        MemoryShares traced = MemoryShares.of(SMALL, HistorySettings.DEFAULT, true);

        assertThat(traced.traces()).isEqualTo(2L << 20);
        assertThat(traced.stored() + traced.traces())
                .isEqualTo(
                        MemoryShares.of(SMALL, HistorySettings.DEFAULT, false).stored());
    }
}
