package io.github.cloudtasks.contract;

import static io.github.cloudtasks.model.ApiException.Code.FAILED_PRECONDITION;
import static io.github.cloudtasks.model.ApiException.Code.INVALID_ARGUMENT;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudtasks.engine.QueueApi.UploadedQueue;
import io.github.cloudtasks.model.queue.Queue;
import io.github.cloudtasks.model.queue.QueueState;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The effect of UploadQueueYaml on the queues of an app. Only v2beta2 has this method.
 *
 * @see <a href="https://cloud.google.com/appengine/docs/python/config/queueref">queue.yaml</a>
 */
public abstract class UploadingQueuesContract extends ServiceContract {

    @Test
    @Tag("documented")
    void missing_queue_is_created() {
        upload(
                Map.of("new", running(QueueBuilder.push().rate(5).burst(7)), "pull", running(QueueBuilder.pull())),
                true);

        assertThat(queue("new").state()).isEqualTo(QueueState.RUNNING);
        assertThat(queue("new").rateLimits().maxDispatchesPerSecond()).isEqualTo(5);
        assertThat(queue("new").rateLimits().maxBurstSize()).isEqualTo(7);
        assertThat(queue("pull").isPull()).isTrue();
    }

    @Test
    @Tag("documented")
    void ttls_of_the_file_apply_only_to_new_queues() {
        Duration tenYears = Duration.ofDays(3650);
        Duration nineDays = Duration.ofDays(9);
        fixture.createQueue("old", QueueBuilder.push());
        QueueBuilder settings = QueueBuilder.push().taskTtl(tenYears).tombstoneTtl(nineDays);

        upload(Map.of("old", running(settings), "new", running(settings)), true);

        assertThat(queue("new").taskTtl()).isEqualTo(tenYears);
        assertThat(queue("new").tombstoneTtl()).isEqualTo(nineDays);
        assertThat(queue("old").taskTtl()).isEqualTo(Duration.ofDays(31));
        assertThat(queue("old").tombstoneTtl()).isEqualTo(Duration.ofHours(1));
    }

    @Test
    @Tag("documented")
    void existing_queue_is_updated() {
        fixture.createQueue("q", QueueBuilder.push().rate(100).attempts(3));
        fixture.createTask("q", "t", TaskBuilder.http().at(fixture.now().plusSeconds(60)));

        upload(Map.of("q", running(QueueBuilder.push().rate(5))), true);

        assertThat(queue("q").rateLimits().maxDispatchesPerSecond()).isEqualTo(5);
        assertThat(queue("q").retryConfig().maxAttempts()).isEqualTo(100);
        assertThat(service.getTask(fixture.task("q", "t")).id()).isEqualTo("t");
    }

    @Test
    @Tag("documented")
    void queue_missing_from_the_file_is_disabled_except_default() {
        fixture.createQueue("kept", QueueBuilder.push());
        fixture.createQueue("dropped", QueueBuilder.push());
        fixture.createQueue("default", QueueBuilder.push());

        upload(Map.of("kept", running(QueueBuilder.push())), true);

        assertThat(queue("kept").state()).isEqualTo(QueueState.RUNNING);
        assertThat(queue("dropped").state()).isEqualTo(QueueState.DISABLED);
        assertThat(queue("default").state()).isEqualTo(QueueState.RUNNING);
    }

    @Test
    @Tag("documented")
    void disabled_queue_holds_its_tasks_until_it_is_resumed() {
        fixture.createQueue("q", QueueBuilder.push());
        fixture.createQueue("pull", QueueBuilder.pull());
        upload(Map.of(), true);

        fixture.createTask("q", "t", TaskBuilder.http());
        fixture.advance(Duration.ofHours(1));
        fixture.dispatcher().assertNoMore();
        assertRejected(
                FAILED_PRECONDITION, () -> service.leaseTasks(fixture.queue("pull"), 1, Duration.ofMinutes(1), ""));

        assertThat(service.resumeQueue(fixture.queue("q")).state()).isEqualTo(QueueState.RUNNING);
        fixture.settle();
        assertThat(fixture.dispatcher().next().taskId()).isEqualTo("t");
    }

    @Test
    @Tag("documented")
    void disabled_queue_can_be_paused() {
        fixture.createQueue("q", QueueBuilder.push());
        upload(Map.of(), true);

        assertThat(service.pauseQueue(fixture.queue("q")).state()).isEqualTo(QueueState.PAUSED);
    }

    @Test
    @Tag("documented")
    void rate_0_pauses_the_queue() {
        fixture.createQueue("old", QueueBuilder.push());

        upload(Map.of("old", paused(QueueBuilder.push()), "new", paused(QueueBuilder.push())), true);

        assertThat(queue("old").state()).isEqualTo(QueueState.PAUSED);
        assertThat(queue("new").state()).isEqualTo(QueueState.PAUSED);
    }

    @Test
    @Tag("documented")
    void paused_queue_is_resumed_if_requested() {
        fixture.createQueue("q", QueueBuilder.push());
        service.pauseQueue(fixture.queue("q"));

        upload(Map.of("q", running(QueueBuilder.push())), false);
        assertThat(queue("q").state()).isEqualTo(QueueState.PAUSED);
        upload(Map.of("q", running(QueueBuilder.push())), true);
        assertThat(queue("q").state()).isEqualTo(QueueState.RUNNING);
    }

    @Test
    @Tag("inferred")
    void invalid_file_changes_nothing() {
        Queue before = fixture.createQueue("q", QueueBuilder.push());
        Map<String, UploadedQueue> queues = new LinkedHashMap<>();
        queues.put("q", running(QueueBuilder.push().rate(5)));
        queues.put("new", running(QueueBuilder.push()));
        queues.put("bad", running(QueueBuilder.push().attempts(-2)));

        assertRejected(INVALID_ARGUMENT, () -> upload(queues, true));

        assertThat(service.listQueues(fixture.location(), 0, "").items()).containsExactly(before);
    }

    @Test
    @Tag("inferred")
    void queues_go_to_the_location_of_the_project() {
        String europe = fixture.location("europe-west1");
        service.createQueue(europe, europe + "/queues/q", QueueBuilder.push().build());

        upload(Map.of("q", running(QueueBuilder.push()), "new", running(QueueBuilder.push())), true);

        assertThat(service.listQueues(europe, 0, "").items()).hasSize(2);
        assertThat(service.listQueues(fixture.location(), 0, "").items()).isEmpty();
    }

    @Test
    @Tag("documented")
    void app_id_can_have_a_partition_prefix() {
        service.uploadQueues("s~" + fixture.project(), Map.of("q", running(QueueBuilder.push())), true);

        assertThat(queue("q").state()).isEqualTo(QueueState.RUNNING);
    }

    @Test
    @Tag("inferred")
    void app_id_is_required() {
        assertRejected(
                INVALID_ARGUMENT,
                "UploadQueueYamlRequest.app_id is required.",
                () -> service.uploadQueues("", Map.of(), true));
    }

    private void upload(Map<String, UploadedQueue> queues, boolean resumePaused) {
        service.uploadQueues(fixture.project(), queues, resumePaused);
    }

    private Queue queue(String id) {
        return service.getQueue(fixture.queue(id));
    }

    private static UploadedQueue running(QueueBuilder settings) {
        return new UploadedQueue(settings.build(), false);
    }

    private static UploadedQueue paused(QueueBuilder settings) {
        return new UploadedQueue(settings.build(), true);
    }
}
