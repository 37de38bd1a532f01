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
    void no_mask_shows_everything_but_the_statistics() {
        ReadMask none = mask();

        assertThat(none.names("stats")).isFalse();
        assertThat(none.apply(QUEUE)).isSameAs(QUEUE);
    }

    @Test
    @Tag("documented")
    void a_mask_shows_its_paths_and_nothing_else() {
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
    void statistics_are_shown_when_they_are_named() {
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
    void an_asterisk_shows_everything() {
        ReadMask everything = mask("name", "*");

        assertThat(everything.names("stats")).isTrue();
        assertThat(everything.apply(QUEUE)).isSameAs(QUEUE);
    }

    @Test
    @Tag("inferred")
    void an_unknown_path_is_refused_as_in_an_update() {
        assertThatThrownBy(() -> mask("name", "rateLimits")).hasMessage("Invalid mask: rateLimits");
    }

    private static ReadMask mask(String... paths) {
        return ReadMask.of(
                Queue.getDescriptor(),
                FieldMask.newBuilder().addAllPaths(List.of(paths)).build());
    }
}
