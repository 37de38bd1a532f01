package io.github.cloudtasks.engine;

import static io.github.cloudtasks.engine.ErrorAssertions.assertInvalid;
import static io.github.cloudtasks.engine.ErrorAssertions.assertRejected;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudtasks.engine.TaskApi.BatchItem;
import io.github.cloudtasks.engine.spec.Limits;
import io.github.cloudtasks.model.ApiException.Code;
import io.github.cloudtasks.model.queue.NewQueue;
import io.github.cloudtasks.model.task.Operation;
import io.github.cloudtasks.model.task.Operation.BatchDelete;
import io.github.cloudtasks.model.task.Operation.Failure;
import io.github.cloudtasks.model.task.Operation.State;
import io.github.cloudtasks.time.VirtualTimeline;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * BatchDeleteTasks.
 *
 * @see <a href="https://cloud.google.com/tasks/docs/reference/rest/v2beta3/projects.locations.queues.tasks">Task</a>
 */
class BatchDeleteTasksTest {
    private static final String QUEUE = Samples.QUEUE.toString();
    private static final String MISSING = Samples.LOCATION + "/queues/missing";
    private static final Failure NOT_FOUND = new Failure(5, "Requested entity was not found.");

    private final CloudTasks cloudTasks =
            new CloudTasks(Limits.DEFAULTS, new VirtualTimeline(Samples.START), new ManualDispatcher());

    @BeforeEach
    void queue() {
        cloudTasks.queues().createQueue(Samples.LOCATION, QUEUE, NewQueue.DEFAULT);
    }

    @Test
    @Tag("recorded")
    void batch_deletes_every_task() {
        add("a");
        add("b");

        Operation operation = delete("a", "b");

        assertThat(operation.state()).isEqualTo(State.SUCCEEDED);
        assertThat(operation.kind()).isEqualTo(new BatchDelete());
        assertThat(operation.hasResponse()).isTrue();
        assertThat(operation.error()).isNull();
        assertThat(operation.failedRequests()).isEmpty();
        assertThat(cloudTasks.tasks().listTasks(QUEUE, 0, "").items()).isEmpty();
        assertRejected(
                () -> cloudTasks.tasks().getTask(QUEUE + "/tasks/a"),
                Code.NOT_FOUND,
                "The task no longer exists, though a task with this name existed recently."
                        + " The task either successfully completed or was deleted.");
    }

    @Test
    @Tag("recorded")
    void missing_task_fails_alone() {
        add("a");

        Operation operation = delete("missing", "a");

        assertThat(operation.state()).isEqualTo(State.PARTIALLY_SUCCEEDED);
        assertThat(operation.hasResponse()).isTrue();
        assertThat(operation.error()).isNull();
        assertThat(operation.failedRequests()).containsExactly(Map.entry(0, NOT_FOUND));
    }

    @Test
    @Tag("recorded")
    void operation_without_a_deleted_task_has_an_error_and_partial_success() {
        Operation operation = delete("a", "b");

        assertNothingWasDeleted(operation);
        assertThat(operation.failedRequests()).containsExactly(Map.entry(0, NOT_FOUND), Map.entry(1, NOT_FOUND));
    }

    @Test
    @Tag("recorded")
    void missing_queue_fails_every_task_like_a_missing_task() {
        Operation operation = cloudTasks.tasks().batchDeleteTasks(MISSING, List.of(MISSING + "/tasks/a"), "");

        assertNothingWasDeleted(operation);
        assertThat(operation.failedRequests()).containsExactly(Map.entry(0, NOT_FOUND));
    }

    @Test
    @Tag("recorded")
    void name_that_is_repeated_after_its_deletion_is_no_failure() {
        add("a");

        Operation operation = delete("a", "a");

        assertThat(operation.state()).isEqualTo(State.SUCCEEDED);
        assertThat(operation.failedRequests()).isEmpty();
    }

    @Test
    @Tag("recorded")
    void missing_name_fails_each_time_it_occurs() {
        add("a");

        assertThat(delete("missing", "a", "missing").failedRequests())
                .containsExactly(Map.entry(0, NOT_FOUND), Map.entry(2, NOT_FOUND));
    }

    @Test
    @Tag("recorded")
    void malformed_name_fails_alone() {
        add("a");

        Operation operation = cloudTasks
                .tasks()
                .batchDeleteTasks(
                        QUEUE,
                        List.of("t", QUEUE + "/tasks/not valid", QUEUE, "", MISSING + "/tasks/t", QUEUE + "/tasks/a"),
                        "");

        String format =
                "Task name must be formatted: \"projects/<PROJECT_ID>/locations/<LOCATION_ID>/queues/<QUEUE_ID>/tasks/<TASK_ID>\".";
        assertThat(operation.failedRequests())
                .containsExactly(
                        Map.entry(0, new Failure(3, "Invalid task name: " + format)),
                        Map.entry(
                                1,
                                new Failure(
                                        3,
                                        "Invalid task name: Task ID \"not valid\" can contain only letters ([A-Za-z]), numbers ([0-9]),"
                                                + " hyphens (-), or underscores (_). Task ID must between 1 and 500 characters.")),
                        Map.entry(2, new Failure(3, "Invalid task name: " + format)),
                        Map.entry(3, new Failure(3, "Invalid task name: " + format)),
                        Map.entry(
                                4,
                                new Failure(
                                        3,
                                        "The queue name from request ('%s') must be the same as the queue name in the named task ('%s')."
                                                .formatted(QUEUE, MISSING))));
        assertThat(cloudTasks.tasks().listTasks(QUEUE, 0, "").items()).isEmpty();
    }

    @Test
    @Tag("recorded")
    void batch_has_1_to_1000_names() {
        add("t");
        List<String> thousand = Collections.nCopies(1000, QUEUE + "/tasks/t");
        List<String> oneMore = Collections.nCopies(1001, QUEUE + "/tasks/t");

        assertInvalid(() -> delete(), "Request contains an invalid argument.");
        assertInvalid(
                () -> cloudTasks.tasks().batchDeleteTasks(QUEUE, oneMore, ""),
                "A maximum of 1000 tasks can be handled in a batch, but 1001 were requested.");
        assertThat(cloudTasks.tasks().batchDeleteTasks(QUEUE, thousand, "").state())
                .isEqualTo(State.SUCCEEDED);
    }

    @Test
    @Tag("recorded")
    void parent_is_checked_first() {
        assertInvalid(
                () -> cloudTasks.tasks().batchDeleteTasks("", List.of("t"), ""),
                "Invalid resource field value in the request.");
        assertRejected(
                () -> cloudTasks.tasks().batchDeleteTasks("not-a-valid-name", List.of("t"), ""),
                Code.PERMISSION_DENIED,
                "Permission denied on resource project not-a-valid-name.");
        assertRejected(
                () -> cloudTasks.tasks().batchDeleteTasks(Samples.LOCATION, List.of("t"), ""),
                Code.PERMISSION_DENIED,
                "The principal (user or service account) lacks IAM permission \"cloudtasks.tasks.delete\" for the resource"
                        + " \"projects/p/locations/l\" (or the resource may not exist).");
    }

    @Test
    @Tag("recorded")
    void batches_of_both_methods_share_their_request_ids() {
        Operation first = cloudTasks.tasks().batchDeleteTasks(QUEUE, List.of(QUEUE + "/tasks/missing"), "request");
        BatchItem item = new BatchItem(QUEUE, Samples.newTask(Samples.QUEUE, "", Samples.START), 0);

        assertThat(first.name()).hasToString(Samples.LOCATION + "/operations/request");
        assertInvalid(
                () -> cloudTasks.tasks().batchDeleteTasks(QUEUE, List.of(QUEUE + "/tasks/missing"), "request"),
                "Duplicate operation id in the batch request: request");
        assertInvalid(
                () -> cloudTasks.tasks().batchCreateTasks(QUEUE, List.of(item), "request"),
                "Duplicate operation id in the batch request: request");
    }

    private static void assertNothingWasDeleted(Operation operation) {
        assertThat(operation.state()).isEqualTo(State.PARTIALLY_SUCCEEDED);
        assertThat(operation.hasResponse()).isFalse();
        assertThat(operation.error())
                .isEqualTo(
                        new Failure(
                                10,
                                "None of the requests succeeded, refer to BatchDeleteTasksMetadata.failed_requests for individual error details"));
    }

    private void add(String id) {
        cloudTasks.tasks().createTask(QUEUE, Samples.newTask(Samples.QUEUE, id, Samples.START.plusSeconds(60)));
    }

    private Operation delete(String... ids) {
        List<String> names =
                List.of(ids).stream().map(id -> QUEUE + "/tasks/" + id).toList();
        return cloudTasks.tasks().batchDeleteTasks(QUEUE, names, "");
    }
}
