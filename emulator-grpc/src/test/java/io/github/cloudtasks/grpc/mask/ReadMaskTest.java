package io.github.cloudtasks.grpc.mask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.FieldMask;
import io.github.cloudtasks.proto.v2beta2.PullTarget;
import io.github.cloudtasks.proto.v2beta2.Queue;
import io.github.cloudtasks.proto.v2beta2.QueueStats;
import io.github.cloudtasks.proto.v2beta2.RateLimits;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ReadMaskTest {
    private static final Queue QUEUE = Queue.newBuilder()
            .setName("q")
            .setPullTarget(PullTarget.getDefaultInstance())
            .setRateLimits(
                    RateLimits.newBuilder().setMaxTasksDispatchedPerSecond(10).setMaxConcurrentTasks(5))
            .setStats(QueueStats.newBuilder().setTasksCount(3).setConcurrentDispatchesCount(1))
            .build();

    @Test
    @Tag("documented")
    void without_read_mask_everything_but_statistics_is_shown() {
        ReadMask none = mask();

        assertThat(none.names("stats")).isFalse();
        assertThat(none.apply(QUEUE)).isSameAs(QUEUE);
    }

    @Test
    @Tag("documented")
    void read_mask_shows_only_its_paths() {
        assertThat(mask("name", "pull_target").apply(QUEUE))
                .isEqualTo(Queue.newBuilder()
                        .setName("q")
                        .setPullTarget(PullTarget.getDefaultInstance())
                        .build());
        assertThat(mask("rate_limits.max_concurrent_tasks").apply(QUEUE))
                .isEqualTo(Queue.newBuilder()
                        .setRateLimits(RateLimits.newBuilder().setMaxConcurrentTasks(5))
                        .build());
        assertThat(mask("http_target.uri_override", "purge_time").apply(QUEUE)).isEqualTo(Queue.getDefaultInstance());
    }

    @Test
    @Tag("documented")
    void read_mask_that_names_statistics_shows_them() {
        assertThat(mask("stats").names("stats")).isTrue();
        assertThat(mask("name", "stats.tasks_count").names("stats")).isTrue();
        assertThat(mask("state").names("stats")).isFalse();
        assertThat(mask("stats.tasks_count").apply(QUEUE))
                .isEqualTo(Queue.newBuilder()
                        .setStats(QueueStats.newBuilder().setTasksCount(3))
                        .build());
    }

    @Test
    @Tag("inferred")
    void asterisk_shows_everything() {
        ReadMask everything = mask("name", "*");

        assertThat(everything.names("stats")).isTrue();
        assertThat(everything.apply(QUEUE)).isSameAs(QUEUE);
    }

    @Test
    @Tag("inferred")
    void unknown_path_in_read_mask_is_rejected_like_in_update_mask() {
        assertThatThrownBy(() -> mask("name", "rateLimits")).hasMessage("Invalid mask: rateLimits");
    }

    private static ReadMask mask(String... paths) {
        return ReadMask.of(
                Queue.getDescriptor(),
                FieldMask.newBuilder().addAllPaths(List.of(paths)).build());
    }
}
