package io.github.cloudtasks.contract;

import static io.github.cloudtasks.model.ApiException.Code.ALREADY_EXISTS;
import static io.github.cloudtasks.model.ApiException.Code.INVALID_ARGUMENT;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudtasks.model.AppEngineRouting;
import io.github.cloudtasks.model.RetryConfig;
import io.github.cloudtasks.model.queue.Queue;
import io.github.cloudtasks.model.queue.QueueState;
import io.github.cloudtasks.model.queue.RateLimits;
import io.github.cloudtasks.model.queue.Target;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * CreateQueue, GetQueue and the order of ListQueues.
 *
 * @see <a href="https://cloud.google.com/tasks/docs/reference/rest/v2beta3/projects.locations.queues">Queue</a>
 */
public abstract class CreatingQueuesContract extends ServiceContract {
    @Test
    @Tag("recorded")
    void new_queue_has_the_default_rates_and_retries() {
        Queue queue = fixture.createQueue("q", QueueBuilder.unspecified());

        assertThat(queue.name()).hasToString(fixture.queue("q"));
        assertThat(queue.rateLimits()).isEqualTo(new RateLimits(500, 100, 1000));
        assertThat(queue.retryConfig())
                .isEqualTo(new RetryConfig(100, null, Duration.ofMillis(100), Duration.ofHours(1), 16));
        assertThat(queue.state()).isEqualTo(QueueState.RUNNING);
        assertThat(queue.purgeTime()).isNull();
    }

    @Test
    @Tag("documented")
    void new_queue_keeps_tasks_for_31_days_and_task_names_for_1_hour() {
        Queue queue = fixture.createQueue("q", QueueBuilder.push());

        assertThat(queue.taskTtl()).isEqualTo(Duration.ofDays(31));
        assertThat(queue.tombstoneTtl()).isEqualTo(Duration.ofHours(1));
    }

    @Test
    @Tag("inferred")
    void queue_without_target_is_an_app_engine_push_queue() {
        assertThat(fixture.createQueue("q", QueueBuilder.unspecified()).target())
                .isEqualTo(Target.PushTarget.PLAIN);
    }

    @Test
    @Tag("recorded")
    void create_queue_returns_the_requested_settings() {
        Queue queue = fixture.createQueue("q", QueueBuilder.slow());

        assertThat(queue.rateLimits()).isEqualTo(new RateLimits(10, 10, 5));
        assertThat(queue.retryConfig())
                .isEqualTo(
                        new RetryConfig(5, Duration.ofSeconds(60), Duration.ofSeconds(1), Duration.ofSeconds(10), 3));
    }

    @Test
    @Tag("documented")
    void get_queue_returns_the_created_queue() {
        Queue created = fixture.createQueue("q", QueueBuilder.slow());

        assertThat(service.getQueue(fixture.queue("q"))).isEqualTo(created);
    }

    @Test
    @Tag("documented")
    void app_engine_override_gets_the_host_of_its_routing() {
        AppEngineRouting requested = new AppEngineRouting("worker", "v2", "7", "ignored.example.com");

        Queue queue = fixture.createQueue("q", QueueBuilder.to(new Target.PushTarget(requested, null)));

        assertThat(((Target.PushTarget) queue.target()).appEngineRoutingOverride())
                .isEqualTo(
                        new AppEngineRouting("worker", "v2", "7", "7.v2.worker." + fixture.project() + ".appspot.com"));
    }

    @Test
    @Tag("recorded")
    void create_queue_with_an_existing_name_is_rejected() {
        fixture.createQueue("q", QueueBuilder.push());

        assertRejected(
                ALREADY_EXISTS, ExpectedErrors.QUEUE_EXISTS, () -> fixture.createQueue("q", QueueBuilder.push()));
    }

    @Test
    @Tag("recorded")
    void create_queue_requires_a_full_name_in_its_parent__empty_name() {
        assertRejected(
                INVALID_ARGUMENT,
                ExpectedErrors.QUEUE_NAME_FORMAT,
                () -> service.createQueue(
                        fixture.location(), "", QueueBuilder.push().build()),
                ExpectedErrors.QUEUE_NAME_HELP);
    }

    @Test
    @Tag("recorded")
    void create_queue_requires_a_full_name_in_its_parent__short_name() {
        assertRejected(
                INVALID_ARGUMENT,
                ExpectedErrors.QUEUE_NAME_FORMAT,
                () -> service.createQueue(
                        fixture.location(), "bad", QueueBuilder.push().build()),
                ExpectedErrors.QUEUE_NAME_HELP);
    }

    @Test
    @Tag("recorded")
    void create_queue_requires_a_full_name_in_its_parent__other_location() {
        String elsewhere = fixture.location("europe-west1") + "/queues/q";

        assertRejected(
                INVALID_ARGUMENT,
                elsewhere + " must begin with " + fixture.location() + ".",
                () -> service.createQueue(
                        fixture.location(), elsewhere, QueueBuilder.push().build()));
    }

    @Test
    @Tag("documented")
    void queues_are_listed_by_name() {
        for (String id : List.of("b", "a", "C", "a-1", "a1", "B-")) {
            fixture.createQueue(id, QueueBuilder.push());
        }

        assertThat(service.listQueues(fixture.location(), 0, "").items())
                .extracting(queue -> queue.name().queueId())
                .containsExactly("B-", "C", "a", "a-1", "a1", "b");
    }

    @Test
    @Tag("documented")
    void list_queues_returns_only_queues_of_the_location__other_locations() {
        fixture.createQueue("q", QueueBuilder.push());
        for (String other : List.of("us-central", "us-central1a", "us-central2", "europe-west1")) {
            String parent = fixture.location(other);
            service.createQueue(
                    parent, parent + "/queues/other", QueueBuilder.push().build());
        }

        assertThat(service.listQueues(fixture.location(), 0, "").items())
                .extracting(queue -> queue.name().queueId())
                .containsExactly("q");
    }

    @Test
    @Tag("inferred")
    void list_queues_returns_only_queues_of_the_location__empty_location() {
        assertThat(service.listQueues(fixture.location("europe-west1"), 0, "").items())
                .isEmpty();
    }
}
