package io.github.cloudtasks.contract;

import static io.github.cloudtasks.ApiException.Code.ALREADY_EXISTS;
import static io.github.cloudtasks.ApiException.Code.INVALID_ARGUMENT;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudtasks.model.AppEngineRouting;
import io.github.cloudtasks.model.Queue;
import io.github.cloudtasks.model.QueueState;
import io.github.cloudtasks.model.RateLimits;
import io.github.cloudtasks.model.RetryConfig;
import io.github.cloudtasks.model.Target;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** To create, read and list queues. */
public abstract class QueuesChapter extends Chapter {
    @Test
    @Tag("recorded")
    void a_new_queue_gets_the_defaults_of_the_service() {
        Queue queue = bench.create("q", AQueue.plain());

        assertThat(queue.name()).hasToString(bench.queue("q"));
        assertThat(queue.rateLimits()).isEqualTo(new RateLimits(500, 100, 1000));
        assertThat(queue.retryConfig())
                .isEqualTo(new RetryConfig(100, null, Duration.ofMillis(100), Duration.ofHours(1), 16));
        assertThat(queue.state()).isEqualTo(QueueState.RUNNING);
        assertThat(queue.purgeTime()).isNull();
    }

    @Test
    @Tag("documented")
    void a_new_queue_keeps_tasks_for_31_days_and_their_names_for_an_hour() {
        Queue queue = bench.create("q", AQueue.push());

        assertThat(queue.taskTtl()).isEqualTo(Duration.ofDays(31));
        assertThat(queue.tombstoneTtl()).isEqualTo(Duration.ofHours(1));
    }

    @Test
    @Tag("inferred")
    void a_queue_without_a_target_delivers_to_app_engine() {
        assertThat(bench.create("q", AQueue.plain()).target()).isEqualTo(Target.PushTarget.PLAIN);
    }

    @Test
    @Tag("recorded")
    void a_new_queue_has_the_settings_that_were_asked_for() {
        Queue queue = bench.create("q", AQueue.slow());

        assertThat(queue.rateLimits()).isEqualTo(new RateLimits(10, 10, 5));
        assertThat(queue.retryConfig())
                .isEqualTo(
                        new RetryConfig(5, Duration.ofSeconds(60), Duration.ofSeconds(1), Duration.ofSeconds(10), 3));
    }

    @Test
    @Tag("documented")
    void a_queue_reads_as_it_was_created() {
        Queue created = bench.create("q", AQueue.slow());

        assertThat(service.getQueue(bench.queue("q"))).isEqualTo(created);
    }

    @Test
    @Tag("documented")
    void an_app_engine_queue_gets_the_host_that_its_routing_spells() {
        AppEngineRouting asked = new AppEngineRouting("worker", "v2", "7", "ignored.example.com");

        Queue queue = bench.create("q", AQueue.to(new Target.PushTarget(asked, null)));

        assertThat(((Target.PushTarget) queue.target()).appEngineRoutingOverride())
                .isEqualTo(
                        new AppEngineRouting("worker", "v2", "7", "7.v2.worker." + bench.project() + ".appspot.com"));
    }

    @Test
    @Tag("recorded")
    void a_queue_cannot_be_created_twice() {
        bench.create("q", AQueue.push());

        refused(ALREADY_EXISTS, Answers.QUEUE_EXISTS, () -> bench.create("q", AQueue.push()));
    }

    @Test
    @Tag("recorded")
    void a_queue_to_create_needs_a_name() {
        refused(
                INVALID_ARGUMENT,
                Answers.QUEUE_NAME_FORMAT,
                () -> service.createQueue(bench.location(), "", AQueue.push().build()),
                Answers.QUEUE_NAME_HELP);
    }

    @Test
    @Tag("recorded")
    void a_queue_to_create_needs_a_full_name() {
        refused(
                INVALID_ARGUMENT,
                Answers.QUEUE_NAME_FORMAT,
                () -> service.createQueue(bench.location(), "bad", AQueue.push().build()),
                Answers.QUEUE_NAME_HELP);
    }

    @Test
    @Tag("recorded")
    void a_queue_to_create_is_named_in_its_parent() {
        String elsewhere = bench.location("europe-west1") + "/queues/q";

        refused(
                INVALID_ARGUMENT,
                elsewhere + " must begin with " + bench.location() + ".",
                () -> service.createQueue(
                        bench.location(), elsewhere, AQueue.push().build()));
    }

    @Test
    @Tag("documented")
    void queues_are_listed_in_the_order_of_their_names() {
        for (String id : List.of("b", "a", "C", "a-1", "a1", "B-")) {
            bench.create(id, AQueue.push());
        }

        assertThat(service.listQueues(bench.location(), 0, "").items())
                .extracting(queue -> queue.name().queueId())
                .containsExactly("B-", "C", "a", "a-1", "a1", "b");
    }

    @Test
    @Tag("documented")
    void a_list_has_the_queues_of_its_location_only() {
        bench.create("q", AQueue.push());
        for (String other : List.of("us-central", "us-central1a", "us-central2", "europe-west1")) {
            String parent = bench.location(other);
            service.createQueue(parent, parent + "/queues/other", AQueue.push().build());
        }

        assertThat(service.listQueues(bench.location(), 0, "").items())
                .extracting(queue -> queue.name().queueId())
                .containsExactly("q");
    }

    @Test
    @Tag("inferred")
    void a_location_without_queues_has_an_empty_list() {
        assertThat(service.listQueues(bench.location("europe-west1"), 0, "").items())
                .isEmpty();
    }
}
