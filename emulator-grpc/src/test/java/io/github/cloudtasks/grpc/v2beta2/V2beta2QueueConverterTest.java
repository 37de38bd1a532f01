package io.github.cloudtasks.grpc.v2beta2;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.util.Durations;
import io.github.cloudtasks.grpc.ModelQueues;
import io.github.cloudtasks.model.AppEngineRouting;
import io.github.cloudtasks.model.Authorization;
import io.github.cloudtasks.model.QueueName;
import io.github.cloudtasks.model.RetryConfig;
import io.github.cloudtasks.model.queue.NewQueue;
import io.github.cloudtasks.model.queue.QueueState;
import io.github.cloudtasks.model.queue.RateLimits;
import io.github.cloudtasks.model.queue.Target;
import io.github.cloudtasks.model.queue.Target.PullTarget;
import io.github.cloudtasks.model.queue.Target.PushTarget;
import io.github.cloudtasks.proto.v2beta2.AppEngineHttpTarget;
import io.github.cloudtasks.proto.v2beta2.HttpTarget;
import io.github.cloudtasks.proto.v2beta2.Queue;
import io.github.cloudtasks.proto.v2beta2.Queue.TargetTypeCase;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class V2beta2QueueConverterTest {
    private static final AppEngineRouting SERVICE = new AppEngineRouting("s", "", "", "s.p.appspot.com");
    private static final io.github.cloudtasks.model.queue.HttpTarget HTTP =
            new io.github.cloudtasks.model.queue.HttpTarget(
                    null, null, List.of(), new Authorization.OidcToken("a@example.com", ""));
    private static final io.github.cloudtasks.model.queue.HttpTarget EMPTY_HTTP =
            new io.github.cloudtasks.model.queue.HttpTarget(null, null, List.of(), null);

    private final V2beta2QueueConverter converter = new V2beta2QueueConverter();

    @Test
    @Tag("documented")
    void pull_queue_shows_its_target_and_concurrency_but_no_backoff() {
        io.github.cloudtasks.model.queue.Queue pull = new io.github.cloudtasks.model.queue.Queue(
                QueueName.of("p", "l", "q"),
                new PullTarget(),
                new RateLimits(500, 100, -1),
                new RetryConfig(100, null, null, null, 0),
                QueueState.RUNNING,
                null,
                Duration.ofDays(6),
                Duration.ofHours(7),
                null);

        Queue.Builder expected = Queue.newBuilder()
                .setName("projects/p/locations/l/queues/q")
                .setState(Queue.State.RUNNING)
                .setTaskTtl(Durations.fromDays(6))
                .setTombstoneTtl(Durations.fromHours(7))
                .setPullTarget(io.github.cloudtasks.proto.v2beta2.PullTarget.getDefaultInstance());
        expected.getRateLimitsBuilder()
                .setMaxTasksDispatchedPerSecond(500)
                .setMaxBurstSize(100)
                .setMaxConcurrentTasks(-1);
        expected.getRetryConfigBuilder().setMaxAttempts(100);
        assertThat(converter.toProto(pull, null)).isEqualTo(expected.build());
    }

    @Test
    @Tag("inferred")
    void queue_with_both_push_targets_shows_the_http_target() {
        Queue shown = shown(new PushTarget(SERVICE, EMPTY_HTTP));

        assertThat(shown.getTargetTypeCase()).isEqualTo(TargetTypeCase.HTTP_TARGET);
        assertThat(shown.getHttpTarget()).isEqualTo(HttpTarget.getDefaultInstance());
    }

    @Test
    @Tag("documented")
    void push_queue_without_overrides_shows_an_app_engine_target() {
        Queue shown = shown(PushTarget.PLAIN);

        assertThat(shown.getTargetTypeCase()).isEqualTo(TargetTypeCase.APP_ENGINE_HTTP_TARGET);
        assertThat(shown.getAppEngineHttpTarget()).isEqualTo(AppEngineHttpTarget.getDefaultInstance());
        assertThat(shown(new PushTarget(SERVICE, null))
                        .getAppEngineHttpTarget()
                        .getAppEngineRoutingOverride()
                        .getHost())
                .isEqualTo("s.p.appspot.com");
    }

    @Test
    @Tag("documented")
    void target_determines_queue_type_and_no_target_leaves_it_unset() {
        assertThat(targetOf(TargetTypeCase.PULL_TARGET)).isEqualTo(new PullTarget());
        assertThat(targetOf(TargetTypeCase.HTTP_TARGET)).isEqualTo(new PushTarget(null, EMPTY_HTTP));
        assertThat(targetOf(TargetTypeCase.APP_ENGINE_HTTP_TARGET)).isEqualTo(PushTarget.PLAIN);
        assertThat(targetOf(TargetTypeCase.TARGETTYPE_NOT_SET)).isNull();
    }

    @ParameterizedTest
    @Tag("documented")
    @EnumSource(QueueState.class)
    void every_state_has_its_name(QueueState state) {
        assertThat(converter
                        .toProto(ModelQueues.withTarget(PushTarget.PLAIN).withState(state), null)
                        .getState()
                        .name())
                .isEqualTo(state.name());
    }

    @Test
    @Tag("documented")
    void mask_uses_field_names_of_this_version_and_empty_mask_covers_all_fields() {
        assertThat(converter.descriptor()).isSameAs(Queue.getDescriptor());
        assertThat(converter.ratePath()).isEqualTo("rate_limits.max_tasks_dispatched_per_second");
        assertThat(converter.emptyMaskIsAll()).isTrue();
    }

    @ParameterizedTest
    @Tag("inferred")
    @EnumSource(value = TargetTypeCase.class, mode = EnumSource.Mode.EXCLUDE, names = "TARGETTYPE_NOT_SET")
    void clearing_a_target_keeps_an_empty_target(TargetTypeCase kind) {
        Queue before = emptied(kind).toBuilder().setName("before").build();
        Queue merged = before.toBuilder().clearTargetType().setName("merged").build();

        assertThat(converter.afterMask(merged, before))
                .isEqualTo(emptied(kind).toBuilder().setName("merged").build());
    }

    @Test
    @Tag("documented")
    void target_outside_of_mask_is_kept() {
        Queue pull = emptied(TargetTypeCase.PULL_TARGET);

        assertThat(converter.afterMask(pull, emptied(TargetTypeCase.HTTP_TARGET)))
                .isEqualTo(pull);
    }

    @Test
    @Tag("inferred")
    void settings_unknown_to_this_version_are_kept() {
        NewQueue asked = asked(new PushTarget(null, EMPTY_HTTP));

        NewQueue updated = converter.updated(asked, ModelQueues.withTarget(new PushTarget(SERVICE, HTTP)));

        assertThat(updated.samplingRatio()).isEqualTo(0.5);
        assertThat(updated.target()).isEqualTo(new PushTarget(SERVICE, EMPTY_HTTP));
        assertThat(updated.rateLimits()).isEqualTo(asked.rateLimits());
        assertThat(updated.retryConfig()).isEqualTo(asked.retryConfig());
        assertThat(updated.taskTtl()).isEqualTo(asked.taskTtl());
        assertThat(updated.tombstoneTtl()).isEqualTo(asked.tombstoneTtl());
    }

    @Test
    @Tag("documented")
    void missing_target_is_kept_and_target_of_another_type_is_passed_to_the_engine() {
        assertThat(converter
                        .updated(asked(null), ModelQueues.withTarget(new PushTarget(SERVICE, null)))
                        .target())
                .isNull();
        assertThat(converter
                        .updated(asked(new PullTarget()), ModelQueues.withTarget(new PushTarget(SERVICE, HTTP)))
                        .target())
                .isEqualTo(new PullTarget());
        assertThat(converter
                        .updated(
                                asked(new PushTarget(null, EMPTY_HTTP)),
                                ModelQueues.withTarget(new PushTarget(SERVICE, null)))
                        .target())
                .isEqualTo(new PushTarget(null, EMPTY_HTTP));
    }

    private static Queue emptied(TargetTypeCase kind) {
        return switch (kind) {
            case APP_ENGINE_HTTP_TARGET ->
                Queue.newBuilder()
                        .setAppEngineHttpTarget(AppEngineHttpTarget.getDefaultInstance())
                        .build();
            case HTTP_TARGET ->
                Queue.newBuilder()
                        .setHttpTarget(HttpTarget.getDefaultInstance())
                        .build();
            case PULL_TARGET ->
                Queue.newBuilder()
                        .setPullTarget(io.github.cloudtasks.proto.v2beta2.PullTarget.getDefaultInstance())
                        .build();
            case TARGETTYPE_NOT_SET -> Queue.getDefaultInstance();
        };
    }

    private static NewQueue asked(@Nullable Target target) {
        return new NewQueue(
                target,
                new RateLimits(1, 2, 3),
                new RetryConfig(4, null, null, null, 5),
                Duration.ofDays(6),
                Duration.ofHours(7),
                null);
    }

    private Queue shown(Target target) {
        return converter.toProto(ModelQueues.withTarget(target), null);
    }

    private @Nullable Target targetOf(TargetTypeCase kind) {
        return converter.fromProto(emptied(kind)).target();
    }
}
