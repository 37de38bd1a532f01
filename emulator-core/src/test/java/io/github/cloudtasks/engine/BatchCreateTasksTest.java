package io.github.cloudtasks.engine;

import static io.github.cloudtasks.engine.ErrorAssertions.assertInvalid;
import static io.github.cloudtasks.engine.ErrorAssertions.assertRejected;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudtasks.engine.TaskApi.BatchItem;
import io.github.cloudtasks.engine.spec.Limits;
import io.github.cloudtasks.model.ApiException;
import io.github.cloudtasks.model.ApiException.Code;
import io.github.cloudtasks.model.ApiException.Detail;
import io.github.cloudtasks.model.Authorization.OAuthToken;
import io.github.cloudtasks.model.Bytes;
import io.github.cloudtasks.model.HttpMethod;
import io.github.cloudtasks.model.queue.NewQueue;
import io.github.cloudtasks.model.task.NewTask;
import io.github.cloudtasks.model.task.Operation;
import io.github.cloudtasks.model.task.Operation.BatchCreate;
import io.github.cloudtasks.model.task.Operation.Created;
import io.github.cloudtasks.model.task.Operation.Failure;
import io.github.cloudtasks.model.task.Operation.State;
import io.github.cloudtasks.model.task.Payload;
import io.github.cloudtasks.model.task.Payload.HttpRequest;
import io.github.cloudtasks.time.VirtualTimeline;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * BatchCreateTasks.
 *
 * @see <a href="https://cloud.google.com/tasks/docs/reference/rest/v2beta3/projects.locations.queues.tasks">Task</a>
 */
class BatchCreateTasksTest {
    private static final String QUEUE = Samples.QUEUE.toString();
    private static final String MISSING = Samples.LOCATION + "/queues/missing";
    private static final Instant LATER = Samples.START.plusSeconds(3600);
    private static final int BASIC = 1;
    private static final int FULL = 2;

    private final VirtualTimeline timeline = new VirtualTimeline(Samples.START);
    private final ManualDispatcher dispatcher = new ManualDispatcher();
    private final CloudTasks cloudTasks = new CloudTasks(Limits.DEFAULTS, timeline, dispatcher);

    @BeforeEach
    void queue() {
        cloudTasks.queues().createQueue(Samples.LOCATION, QUEUE, NewQueue.DEFAULT);
    }

    @Test
    @Tag("recorded")
    void batch_creates_every_task() {
        Operation operation = create(item("a"), new BatchItem(QUEUE, task("b"), FULL));

        assertThat(operation.state()).isEqualTo(State.SUCCEEDED);
        assertThat(operation.hasResponse()).isTrue();
        assertThat(operation.error()).isNull();
        assertThat(operation.failedRequests()).isEmpty();
        assertThat(created(operation))
                .containsExactly(
                        new Created(cloudTasks.tasks().getTask(QUEUE + "/tasks/a"), BASIC),
                        new Created(cloudTasks.tasks().getTask(QUEUE + "/tasks/b"), FULL));
    }

    @Test
    @Tag("recorded")
    void operation_is_done_when_it_is_returned() {
        Operation operation = create(item("a"));

        assertThat(operation.startTime()).isEqualTo(Samples.START);
        assertThat(operation.endTime()).isEqualTo(Samples.START);
        assertThat(cloudTasks.tasks().getOperation(operation.name().toString())).isEqualTo(operation);
    }

    @Test
    @Tag("recorded")
    void operation_without_a_request_id_gets_a_uuid() {
        assertThat(create(item("a")).name().toString())
                .matches(Samples.LOCATION + "/operations/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    }

    @Test
    @Tag("recorded")
    void request_id_names_the_operation() {
        Operation operation = cloudTasks.tasks().batchCreateTasks(QUEUE, List.of(item("a")), "request");

        assertThat(operation.name()).hasToString(Samples.LOCATION + "/operations/request");
    }

    @Test
    @Tag("recorded")
    void used_request_id_is_rejected_and_creates_nothing() {
        cloudTasks.tasks().batchCreateTasks(QUEUE, List.of(item("a")), "request");

        assertInvalid(
                () -> cloudTasks.tasks().batchCreateTasks(QUEUE, List.of(item("b")), "request"),
                "Duplicate operation id in the batch request: request");
        assertRejected(
                () -> cloudTasks.tasks().getTask(QUEUE + "/tasks/b"),
                Code.NOT_FOUND,
                "Requested entity was not found.");
    }

    @Test
    @Tag("inferred")
    void request_id_is_free_in_another_location_and_after_a_rejected_request() {
        assertInvalid(
                () -> cloudTasks.tasks().batchCreateTasks(QUEUE, List.of(), "request"),
                "Request must contain at least one task.");
        cloudTasks.tasks().batchCreateTasks(QUEUE, List.of(item("a")), "request");
        String elsewhere = "projects/p/locations/elsewhere/queues/q";

        Operation operation = cloudTasks
                .tasks()
                .batchCreateTasks(elsewhere, List.of(new BatchItem(elsewhere, task(""), BASIC)), "request");

        assertThat(operation.name()).hasToString("projects/p/locations/elsewhere/operations/request");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a/b", "a b", "ä", ".", ".."})
    @Tag("inferred")
    void request_id_that_cannot_be_part_of_a_name_is_rejected(String requestId) {
        assertInvalid(
                () -> cloudTasks.tasks().batchCreateTasks(QUEUE, List.of(item("a")), requestId),
                "Operation ID \"%s\" can contain only letters, numbers, and the characters . _ ~ : -, at most 500 of them, and cannot be \".\" or \"..\"."
                        .formatted(requestId));
    }

    @Test
    @Tag("recorded")
    void invalid_task_fails_alone() {
        cloudTasks.tasks().createTask(QUEUE, task("existing"));
        cloudTasks.tasks().createTask(QUEUE, task("deleted"));
        cloudTasks.tasks().deleteTask(QUEUE + "/tasks/deleted");

        Operation operation = create(
                item("new"),
                item(new NewTask("", null, null, null, null)),
                item(http("ftp://example.com", HttpMethod.POST, false)),
                item(http("https://example.com", HttpMethod.GET, true)),
                item(new NewTask("", Samples.POST, LATER, Duration.ofSeconds(14), null)),
                item(new NewTask("", Samples.POST, Instant.parse("2100-01-01T00:00:00Z"), null, null)),
                item(oauth("https://example.com")),
                item("existing"),
                item("deleted"));

        assertThat(operation.state()).isEqualTo(State.PARTIALLY_SUCCEEDED);
        assertThat(operation.hasResponse()).isTrue();
        assertThat(created(operation)).extracting(c -> c.task().id()).containsExactly("new");
        assertThat(operation.failedRequests())
                .containsExactly(
                        Map.entry(1, new Failure(3, "Payload type must be set.")),
                        Map.entry(2, new Failure(3, "HttpTarget.url must start with 'http://' or 'https://'.")),
                        Map.entry(3, new Failure(3, "Body can only be set if the http_method is POST, PUT, or PATCH.")),
                        Map.entry(4, new Failure(3, "Task.dispatchDeadline must be between [15s, 30m].")),
                        Map.entry(
                                5,
                                new Failure(
                                        3,
                                        "The Task.scheduleTime, 2099-12-31T16:00:00-08:00, is too far in the future."
                                                + " Schedule time must be no more than 720h in the future.")),
                        Map.entry(
                                6,
                                new Failure(
                                        3,
                                        "Invalid url for HttpRequest.oauth_token. The hostname in the url must end with \".googleapis.com\"")),
                        Map.entry(7, new Failure(6, "Requested entity already exists")),
                        Map.entry(
                                8,
                                new Failure(
                                        6,
                                        "The task cannot be created because a task with this name existed too recently. For more information"
                                                + " about task de-duplication see https://cloud.google.com/tasks/docs/reference/rest/v2/"
                                                + "projects.locations.queues.tasks/create#body.request_body.FIELDS.task.")));
    }

    @Test
    @Tag("recorded")
    void operation_without_a_created_task_has_neither_response_nor_error() {
        Operation operation = create(item(http("ftp://example.com", HttpMethod.POST, false)));

        assertThat(operation.state()).isEqualTo(State.FAILED);
        assertThat(operation.hasResponse()).isFalse();
        assertThat(operation.error()).isNull();
        assertThat(created(operation)).isEmpty();
        assertThat(operation.failedRequests()).containsOnlyKeys(0);
    }

    @Test
    @Tag("recorded")
    void missing_queue_fails_every_task() {
        Operation operation =
                cloudTasks.tasks().batchCreateTasks(MISSING, List.of(new BatchItem(MISSING, task(""), BASIC)), "");

        assertThat(operation.state()).isEqualTo(State.FAILED);
        assertThat(operation.failedRequests())
                .containsExactly(
                        Map.entry(
                                0,
                                new Failure(
                                        5,
                                        "Queue does not exist. If you just created the queue, wait at least a minute for the queue to initialize.")));
    }

    @Test
    @Tag("recorded")
    void batch_has_1_to_100_tasks() {
        List<BatchItem> hundred = Collections.nCopies(100, item(""));
        List<BatchItem> oneMore = Collections.nCopies(101, item(""));

        assertThat(created(cloudTasks.tasks().batchCreateTasks(QUEUE, hundred, "")))
                .hasSize(100);
        assertInvalid(
                () -> cloudTasks.tasks().batchCreateTasks(QUEUE, List.of(), ""),
                "Request must contain at least one task.");
        assertInvalid(
                () -> cloudTasks.tasks().batchCreateTasks(QUEUE, oneMore, ""),
                "A maximum of 100 tasks can be created in a single batch, but got 101 tasks.");
    }

    @Test
    @Tag("recorded")
    void all_tasks_must_be_for_the_queue_of_the_batch() {
        assertInvalid(
                () -> create(item("a"), new BatchItem(MISSING, task(""), BASIC)),
                "All tasks in a batch request must target the same queue. Found task for queue %s in batch request for queue %s."
                        .formatted(MISSING, QUEUE));
        assertNothingWasCreated();
    }

    @Test
    @Tag("documented")
    void every_task_must_name_its_queue() {
        assertInvalid(
                () -> create(item("a"), new BatchItem("", task(""), BASIC)),
                "All tasks in a batch request must target the same queue. Found task for queue  in batch request for queue %s."
                        .formatted(QUEUE));
    }

    @Test
    @Tag("recorded")
    void duplicate_name_rejects_the_batch() {
        assertInvalid(
                () -> create(item("a"), item("b"), item("a")),
                "Duplicate task name in the batch request: " + QUEUE + "/tasks/a");
        assertNothingWasCreated();
    }

    @Test
    @Tag("recorded")
    void name_in_another_queue_rejects_the_batch() {
        assertInvalid(
                () -> create(item("a"), item(new NewTask(MISSING + "/tasks/t", Samples.POST, null, null, null))),
                "The queue name from request ('%s') must be the same as the queue name in the named task ('%s')."
                        .formatted(QUEUE, MISSING));
        assertNothingWasCreated();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "not valid | Task ID \"not valid\" can contain only letters ([A-Za-z]), numbers ([0-9]), hyphens (-), or underscores (_)."
                        + " Task ID must between 1 and 500 characters.",
                "t/x | Task name must be formatted:"
                        + " \"projects/<PROJECT_ID>/locations/<LOCATION_ID>/queues/<QUEUE_ID>/tasks/<TASK_ID>\"."
            })
    @Tag("recorded")
    void malformed_name_rejects_the_batch(String id, String text) {
        ApiException error = assertInvalid(() -> create(item("a"), item(id)), text);

        assertThat(error.details()).hasOnlyElementsOfType(Detail.Help.class).hasSize(1);
        assertNothingWasCreated();
    }

    @Test
    @Tag("recorded")
    void parent_is_checked_first() {
        assertInvalid(
                () -> cloudTasks.tasks().batchCreateTasks("", List.of(), ""),
                "Invalid resource field value in the request.");
        assertRejected(
                () -> cloudTasks.tasks().batchCreateTasks("not-a-valid-name", List.of(), ""),
                Code.PERMISSION_DENIED,
                "Permission denied on resource project not-a-valid-name.");
        assertRejected(
                () -> cloudTasks.tasks().batchCreateTasks(Samples.LOCATION, List.of(), ""),
                Code.PERMISSION_DENIED,
                "The principal (user or service account) lacks IAM permission \"cloudtasks.tasks.create\" for the resource"
                        + " \"projects/p/locations/l\" (or the resource may not exist).");
    }

    @Test
    @Tag("inferred")
    void tasks_of_a_batch_are_dispatched_like_others() {
        List<BatchItem> items = new ArrayList<>();
        for (String id : List.of("a", "b")) {
            items.add(item(new NewTask(QUEUE + "/tasks/" + id, Samples.POST, null, null, null)));
        }
        cloudTasks.tasks().batchCreateTasks(QUEUE, items, "");
        timeline.settle();

        assertThat(dispatcher.taskIds()).containsExactly("a", "b");
    }

    private Operation create(BatchItem... items) {
        return cloudTasks.tasks().batchCreateTasks(QUEUE, List.of(items), "");
    }

    private void assertNothingWasCreated() {
        assertThat(cloudTasks.tasks().listTasks(QUEUE, 0, "").items()).isEmpty();
    }

    private static List<Created> created(Operation operation) {
        return ((BatchCreate) operation.kind()).created();
    }

    private static BatchItem item(String id) {
        return item(task(id));
    }

    private static BatchItem item(NewTask task) {
        return new BatchItem(QUEUE, task, BASIC);
    }

    private static NewTask task(String id) {
        return Samples.newTask(Samples.QUEUE, id, LATER);
    }

    private static NewTask http(String url, HttpMethod method, boolean withBody) {
        Bytes body = withBody ? Bytes.wrap(new byte[] {1}) : Bytes.EMPTY;
        return named(new HttpRequest(url, method, Map.of(), body, null));
    }

    private static NewTask oauth(String url) {
        return named(new HttpRequest(url, HttpMethod.POST, Map.of(), Bytes.EMPTY, new OAuthToken("a@example.com", "")));
    }

    private static NewTask named(Payload payload) {
        return new NewTask("", payload, LATER, null, null);
    }
}
