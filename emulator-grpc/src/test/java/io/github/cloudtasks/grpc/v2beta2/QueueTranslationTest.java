package io.github.cloudtasks.grpc.v2beta2;

import static org.assertj.core.api.Assertions.assertThat;

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
import io.github.cloudtasks.proto.v2beta3.Queue.Type;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class QueueTranslationTest {
    private static final io.github.cloudtasks.proto.v2beta3.Queue PUSH =
            io.github.cloudtasks.proto.v2beta3.Queue.newBuilder()
                    .setType(Type.PUSH)
                    .build();
    private static final AppEngineRouting SERVICE = new AppEngineRouting("s", "", "", "s.p.appspot.com");
    private static final io.github.cloudtasks.model.queue.HttpTarget HTTP =
            new io.github.cloudtasks.model.queue.HttpTarget(
                    null, null, List.of(), new Authorization.OidcToken("a@example.com", ""));
    private static final io.github.cloudtasks.model.queue.HttpTarget EMPTY_HTTP =
            new io.github.cloudtasks.model.queue.HttpTarget(null, null, List.of(), null);

    @Test
    @Tag("documented")
    void pull_queue_shows_its_target_and_concurrency_but_no_backoff() {
        io.github.cloudtasks.proto.v2beta3.Queue.Builder pull =
                io.github.cloudtasks.proto.v2beta3.Queue.newBuilder().setType(Type.PULL);
        pull.getRateLimitsBuilder()
                .setMaxDispatchesPerSecond(500)
                .setMaxBurstSize(100)
                .setMaxConcurrentDispatches(-1);
        pull.getRetryConfigBuilder().setMaxAttempts(100);

        Queue.Builder expected =
                Queue.newBuilder().setPullTarget(io.github.cloudtasks.proto.v2beta2.PullTarget.getDefaultInstance());
        expected.getRateLimitsBuilder()
                .setMaxTasksDispatchedPerSecond(500)
                .setMaxBurstSize(100)
                .setMaxConcurrentTasks(-1);
        expected.getRetryConfigBuilder().setMaxAttempts(100);
        assertThat(QueueTranslation.toV2beta2(pull.build())).isEqualTo(expected.build());
    }

    @Test
    @Tag("inferred")
    void queue_with_both_push_targets_shows_the_http_target() {
        io.github.cloudtasks.proto.v2beta3.Queue.Builder both = PUSH.toBuilder();
        both.getAppEngineHttpQueueBuilder().getAppEngineRoutingOverrideBuilder().setService("s");
        both.getHttpTargetBuilder();
        both.getStackdriverLoggingConfigBuilder().setSamplingRatio(0.5);

        assertThat(QueueTranslation.toV2beta2(both.build()))
                .isEqualTo(Queue.newBuilder()
                        .setHttpTarget(HttpTarget.getDefaultInstance())
                        .build());
    }

    @Test
    @Tag("documented")
    void push_queue_without_overrides_shows_an_app_engine_target() {
        assertThat(QueueTranslation.toV2beta2(PUSH))
                .isEqualTo(Queue.newBuilder()
                        .setAppEngineHttpTarget(AppEngineHttpTarget.getDefaultInstance())
                        .build());
    }

    @Test
    @Tag("documented")
    void target_determines_queue_type_and_no_target_leaves_it_unset() {
        assertThat(QueueTranslation.toV2beta3(emptied(TargetTypeCase.PULL_TARGET))
                        .getType())
                .isEqualTo(Type.PULL);
        assertThat(QueueTranslation.toV2beta3(emptied(TargetTypeCase.HTTP_TARGET))
                        .getType())
                .isEqualTo(Type.PUSH);
        assertThat(QueueTranslation.toV2beta3(emptied(TargetTypeCase.HTTP_TARGET))
                        .hasAppEngineHttpQueue())
                .isFalse();
        assertThat(QueueTranslation.toV2beta3(emptied(TargetTypeCase.APP_ENGINE_HTTP_TARGET))
                        .getType())
                .isEqualTo(Type.PUSH);
        assertThat(QueueTranslation.toV2beta3(Queue.getDefaultInstance()))
                .isEqualTo(io.github.cloudtasks.proto.v2beta3.Queue.getDefaultInstance());
    }

    @ParameterizedTest
    @Tag("documented")
    @EnumSource(
            value = io.github.cloudtasks.proto.v2beta3.Queue.State.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = "UNRECOGNIZED")
    void every_state_has_its_name(io.github.cloudtasks.proto.v2beta3.Queue.State state) {
        assertThat(QueueTranslation.toV2beta2(PUSH.toBuilder().setState(state).build())
                        .getState()
                        .name())
                .isEqualTo(state.name());
    }

    @ParameterizedTest
    @Tag("inferred")
    @EnumSource(value = TargetTypeCase.class, mode = EnumSource.Mode.EXCLUDE, names = "TARGETTYPE_NOT_SET")
    void clearing_a_target_keeps_an_empty_target(TargetTypeCase kind) {
        Queue before = emptied(kind).toBuilder().setName("before").build();
        Queue merged = before.toBuilder().clearTargetType().setName("merged").build();

        assertThat(new QueueTranslation().masked(merged, before))
                .isEqualTo(emptied(kind).toBuilder().setName("merged").build());
    }

    @Test
    @Tag("documented")
    void target_outside_of_mask_is_kept() {
        Queue pull = emptied(TargetTypeCase.PULL_TARGET);

        assertThat(new QueueTranslation().masked(pull, emptied(TargetTypeCase.HTTP_TARGET)))
                .isEqualTo(pull);
    }

    @Test
    @Tag("inferred")
    void settings_unknown_to_this_version_are_kept() {
        NewQueue requested = requested(new PushTarget(null, EMPTY_HTTP));

        NewQueue updated = new QueueTranslation().updated(requested, current(new PushTarget(SERVICE, HTTP)));

        assertThat(updated.samplingRatio()).isEqualTo(0.5);
        assertThat(updated.target()).isEqualTo(new PushTarget(SERVICE, EMPTY_HTTP));
        assertThat(updated.rateLimits()).isEqualTo(requested.rateLimits());
        assertThat(updated.retryConfig()).isEqualTo(requested.retryConfig());
        assertThat(updated.taskTtl()).isEqualTo(requested.taskTtl());
        assertThat(updated.tombstoneTtl()).isEqualTo(requested.tombstoneTtl());
    }

    @Test
    @Tag("documented")
    void missing_target_is_kept_and_target_of_another_type_is_passed_to_the_engine() {
        QueueTranslation words = new QueueTranslation();

        assertThat(words.updated(requested(null), current(new PushTarget(SERVICE, null)))
                        .target())
                .isNull();
        assertThat(words.updated(requested(new PullTarget()), current(new PushTarget(SERVICE, HTTP)))
                        .target())
                .isEqualTo(new PullTarget());
        assertThat(words.updated(requested(new PushTarget(null, EMPTY_HTTP)), current(new PushTarget(SERVICE, null)))
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

    private static NewQueue requested(Target target) {
        return new NewQueue(
                target,
                new RateLimits(1, 2, 3),
                new RetryConfig(4, null, null, null, 5),
                Duration.ofDays(6),
                Duration.ofHours(7),
                null);
    }

    private static io.github.cloudtasks.model.queue.Queue current(Target target) {
        return new io.github.cloudtasks.model.queue.Queue(
                QueueName.of("p", "l", "q"),
                target,
                new RateLimits(10, 33, 5),
                RetryConfig.UNSET,
                QueueState.RUNNING,
                null,
                Duration.ofDays(31),
                Duration.ofHours(1),
                0.5);
    }
}
