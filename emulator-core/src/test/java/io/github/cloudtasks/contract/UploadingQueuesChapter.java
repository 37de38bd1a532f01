package io.github.cloudtasks.contract;

import static io.github.cloudtasks.ApiException.Code.FAILED_PRECONDITION;
import static io.github.cloudtasks.ApiException.Code.INVALID_ARGUMENT;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudtasks.engine.CloudTasks.UploadedQueue;
import io.github.cloudtasks.model.Queue;
import io.github.cloudtasks.model.QueueState;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What an uploaded queue.yaml does to the queues of its app. */
public abstract class UploadingQueuesChapter extends Chapter {

    @Test
    @Tag("documented")
    void a_queue_that_is_missing_is_made() {
        upload(Map.of("new", running(AQueue.push().rate(5).burst(7)), "pull", running(AQueue.pull())), true);

        assertThat(queue("new").state()).isEqualTo(QueueState.RUNNING);
        assertThat(queue("new").rateLimits().maxDispatchesPerSecond()).isEqualTo(5);
        assertThat(queue("new").rateLimits().maxBurstSize()).isEqualTo(7);
        assertThat(queue("pull").isPull()).isTrue();
    }

    @Test
    @Tag("documented")
    void a_new_queue_gets_the_ttls_of_the_file_and_an_old_one_keeps_its_own() {
        Duration tenYears = Duration.ofDays(3650);
        Duration nineDays = Duration.ofDays(9);
        bench.create("old", AQueue.push());
        AQueue settings = AQueue.push().taskTtl(tenYears).tombstoneTtl(nineDays);

        upload(Map.of("old", running(settings), "new", running(settings)), true);

        assertThat(queue("new").taskTtl()).isEqualTo(tenYears);
        assertThat(queue("new").tombstoneTtl()).isEqualTo(nineDays);
        assertThat(queue("old").taskTtl()).isEqualTo(Duration.ofDays(31));
        assertThat(queue("old").tombstoneTtl()).isEqualTo(Duration.ofHours(1));
    }

    @Test
    @Tag("documented")
    void a_queue_that_is_there_is_changed() {
        bench.create("q", AQueue.push().rate(100).attempts(3));
        bench.add("q", "t", ATask.http().at(bench.now().plusSeconds(60)));

        upload(Map.of("q", running(AQueue.push().rate(5))), true);

        assertThat(queue("q").rateLimits().maxDispatchesPerSecond()).isEqualTo(5);
        assertThat(queue("q").retryConfig().maxAttempts()).isEqualTo(100);
        assertThat(service.getTask(bench.task("q", "t")).id()).isEqualTo("t");
    }

    @Test
    @Tag("documented")
    void a_queue_that_the_file_lacks_is_disabled_unless_it_is_the_default() {
        bench.create("kept", AQueue.push());
        bench.create("dropped", AQueue.push());
        bench.create("default", AQueue.push());

        upload(Map.of("kept", running(AQueue.push())), true);

        assertThat(queue("kept").state()).isEqualTo(QueueState.RUNNING);
        assertThat(queue("dropped").state()).isEqualTo(QueueState.DISABLED);
        assertThat(queue("default").state()).isEqualTo(QueueState.RUNNING);
    }

    @Test
    @Tag("documented")
    void a_disabled_queue_takes_tasks_and_holds_them_until_it_is_resumed() {
        bench.create("q", AQueue.push());
        bench.create("pull", AQueue.pull());
        upload(Map.of(), true);

        bench.add("q", "t", ATask.http());
        bench.advance(Duration.ofHours(1));
        bench.attempts().noneLeft();
        refused(FAILED_PRECONDITION, () -> service.leaseTasks(bench.queue("pull"), 1, Duration.ofMinutes(1), ""));

        assertThat(service.resumeQueue(bench.queue("q")).state()).isEqualTo(QueueState.RUNNING);
        bench.settle();
        assertThat(bench.attempts().take().taskId()).isEqualTo("t");
    }

    @Test
    @Tag("documented")
    void a_disabled_queue_may_be_paused() {
        bench.create("q", AQueue.push());
        upload(Map.of(), true);

        assertThat(service.pauseQueue(bench.queue("q")).state()).isEqualTo(QueueState.PAUSED);
    }

    @Test
    @Tag("documented")
    void a_rate_of_zero_pauses() {
        bench.create("old", AQueue.push());

        upload(Map.of("old", paused(AQueue.push()), "new", paused(AQueue.push())), true);

        assertThat(queue("old").state()).isEqualTo(QueueState.PAUSED);
        assertThat(queue("new").state()).isEqualTo(QueueState.PAUSED);
    }

    @Test
    @Tag("documented")
    void a_paused_queue_of_the_file_is_resumed_where_the_file_says_so() {
        bench.create("q", AQueue.push());
        service.pauseQueue(bench.queue("q"));

        upload(Map.of("q", running(AQueue.push())), false);
        assertThat(queue("q").state()).isEqualTo(QueueState.PAUSED);
        upload(Map.of("q", running(AQueue.push())), true);
        assertThat(queue("q").state()).isEqualTo(QueueState.RUNNING);
    }

    @Test
    @Tag("inferred")
    void a_file_with_a_mistake_changes_nothing() {
        Queue before = bench.create("q", AQueue.push());
        Map<String, UploadedQueue> queues = new LinkedHashMap<>();
        queues.put("q", running(AQueue.push().rate(5)));
        queues.put("new", running(AQueue.push()));
        queues.put("bad", running(AQueue.push().attempts(-2)));

        refused(INVALID_ARGUMENT, () -> upload(queues, true));

        assertThat(service.listQueues(bench.location(), 0, "").items()).containsExactly(before);
    }

    @Test
    @Tag("inferred")
    void a_file_goes_to_the_location_that_the_projects_queues_are_in() {
        String europe = bench.location("europe-west1");
        service.createQueue(europe, europe + "/queues/q", AQueue.push().build());

        upload(Map.of("q", running(AQueue.push()), "new", running(AQueue.push())), true);

        assertThat(service.listQueues(europe, 0, "").items()).hasSize(2);
        assertThat(service.listQueues(bench.location(), 0, "").items()).isEmpty();
    }

    @Test
    @Tag("documented")
    void an_app_id_may_have_its_partition() {
        service.uploadQueues("s~" + bench.project(), Map.of("q", running(AQueue.push())), true);

        assertThat(queue("q").state()).isEqualTo(QueueState.RUNNING);
    }

    @Test
    @Tag("inferred")
    void an_upload_names_its_app() {
        refused(
                INVALID_ARGUMENT,
                "UploadQueueYamlRequest.app_id is required.",
                () -> service.uploadQueues("", Map.of(), true));
    }

    private void upload(Map<String, UploadedQueue> queues, boolean resumePaused) {
        service.uploadQueues(bench.project(), queues, resumePaused);
    }

    private Queue queue(String id) {
        return service.getQueue(bench.queue(id));
    }

    private static UploadedQueue running(AQueue settings) {
        return new UploadedQueue(settings.build(), false);
    }

    private static UploadedQueue paused(AQueue settings) {
        return new UploadedQueue(settings.build(), true);
    }
}
