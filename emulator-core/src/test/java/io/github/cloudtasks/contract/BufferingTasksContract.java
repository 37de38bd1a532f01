package io.github.cloudtasks.contract;

import static io.github.cloudtasks.model.ApiException.Code.ALREADY_EXISTS;
import static io.github.cloudtasks.model.ApiException.Code.FAILED_PRECONDITION;
import static io.github.cloudtasks.model.ApiException.Code.INVALID_ARGUMENT;
import static io.github.cloudtasks.model.ApiException.Code.NOT_FOUND;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudtasks.dispatch.Dispatch;
import io.github.cloudtasks.model.Bytes;
import io.github.cloudtasks.model.HttpMethod;
import io.github.cloudtasks.model.queue.HttpTarget;
import io.github.cloudtasks.model.queue.Target.PushTarget;
import io.github.cloudtasks.model.queue.UriOverride;
import io.github.cloudtasks.model.queue.UriOverride.EnforceMode;
import io.github.cloudtasks.model.queue.UriOverride.Scheme;
import io.github.cloudtasks.model.task.Payload.HttpRequest;
import io.github.cloudtasks.model.task.Task;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * BufferTask: turns a bare HTTP request into a task for the URL of its queue. Only REST has this method.
 *
 * @see <a href="https://cloud.google.com/tasks/docs/reference/rest/v2beta3/projects.locations.queues.tasks">Task</a>
 */
public abstract class BufferingTasksContract extends ServiceContract {
    /** A response to HEAD has no body in which these tests could read the task. */
    private static final String NO_RESPONSE_BODY = "HEAD";

    @BeforeEach
    void createQueueWithHostOverride() {
        fixture.createQueue(
                "q", over(new UriOverride(Scheme.HTTP, "localhost", 8080L, "/work", "a=b", EnforceMode.ALWAYS), null));
    }

    @Test
    @Tag("documented")
    void bare_http_request_becomes_a_task_for_the_queue_url() {
        Task task = service.bufferTask(
                fixture.queue("q"), "t", HttpMethod.POST, Map.of("X-Mine", "kept"), TaskBuilder.bytes("hello"));

        HttpRequest request = (HttpRequest) task.payload();
        assertThat(task.name()).hasToString(fixture.task("q", "t"));
        assertThat(request.url()).isEqualTo("http://localhost:8080/work?a=b");
        assertThat(request.httpMethod()).isEqualTo(HttpMethod.POST);
        assertThat(request.headers()).containsEntry("X-Mine", "kept").containsEntry("User-Agent", "Google-Cloud-Tasks");
        assertThat(service.getTask(fixture.task("q", "t")).payload())
                .isInstanceOfSatisfying(
                        HttpRequest.class, stored -> assertThat(stored.body()).isEqualTo(TaskBuilder.bytes("hello")));
    }

    @Test
    @Tag("documented")
    void missing_task_id_is_generated() {
        Task task = service.bufferTask(fixture.queue("q"), "", HttpMethod.POST, Map.of(), TaskBuilder.bytes("hello"));

        assertThat(task.id()).matches("[0-9]+");
    }

    @Test
    @Tag("documented")
    void buffered_task_is_dispatched_at_once() {
        service.bufferTask(fixture.queue("q"), "t", HttpMethod.POST, Map.of(), TaskBuilder.bytes("hello"));

        fixture.settle();

        assertThat(fixture.dispatcher().next().taskId()).isEqualTo("t");
    }

    @Test
    @Tag("inferred")
    void scheme_defaults_to_https() {
        fixture.createQueue(
                "https", over(new UriOverride(null, "example.net", null, null, null, EnforceMode.UNSPECIFIED), null));

        Task task = service.bufferTask(fixture.queue("https"), "t", HttpMethod.POST, Map.of(), Bytes.EMPTY);

        assertThat(((HttpRequest) task.payload()).url()).isEqualTo("https://example.net");
    }

    /** A sample of Google's developer relations shows its output (meteatamel/cloudtasks-samples). */
    @Test
    @Tag("recorded")
    void http_method_is_that_of_the_request__get() {
        assertMethodIsKept(HttpMethod.GET, Bytes.EMPTY);
    }

    @ParameterizedTest
    @EnumSource(value = HttpMethod.class, names = NO_RESPONSE_BODY, mode = EnumSource.Mode.EXCLUDE)
    @Tag("documented")
    void http_method_is_that_of_the_request__any(HttpMethod method) {
        assertMethodIsKept(method, method.takesBody() ? TaskBuilder.bytes("hello") : Bytes.EMPTY);
    }

    @ParameterizedTest
    @EnumSource(
            value = HttpMethod.class,
            names = {"POST", "PUT", "PATCH", NO_RESPONSE_BODY},
            mode = EnumSource.Mode.EXCLUDE)
    @Tag("inferred")
    void body_with_a_method_that_takes_none_is_rejected(HttpMethod method) {
        assertRejected(
                INVALID_ARGUMENT,
                "Body can only be set if the http_method is POST, PUT, or PATCH.",
                () -> service.bufferTask(fixture.queue("q"), "t", method, Map.of(), TaskBuilder.bytes("hello")));
    }

    @Test
    @Tag("documented")
    void http_method_of_the_queue_wins_at_dispatch__no_body() {
        UriOverride uri = new UriOverride(null, "example.net", null, null, null, EnforceMode.UNSPECIFIED);
        fixture.createQueue("put", over(uri, HttpMethod.PUT));

        Task task = service.bufferTask(fixture.queue("put"), "t", HttpMethod.GET, Map.of(), Bytes.EMPTY);
        fixture.settle();

        assertThat(((HttpRequest) task.payload()).httpMethod()).isEqualTo(HttpMethod.GET);
        assertDispatchedWith(HttpMethod.PUT);
    }

    @Test
    @Tag("inferred")
    void http_method_of_the_queue_wins_at_dispatch__body() {
        UriOverride uri = new UriOverride(null, "example.net", null, null, null, EnforceMode.UNSPECIFIED);
        fixture.createQueue("put", over(uri, HttpMethod.PUT));

        Task task =
                service.bufferTask(fixture.queue("put"), "t", HttpMethod.DELETE, Map.of(), TaskBuilder.bytes("hello"));
        fixture.settle();

        assertThat(((HttpRequest) task.payload()).httpMethod()).isEqualTo(HttpMethod.PUT);
        assertDispatchedWith(HttpMethod.PUT);
    }

    @Test
    @Tag("inferred")
    void used_task_id_is_rejected() {
        service.bufferTask(fixture.queue("q"), "t", HttpMethod.POST, Map.of(), Bytes.EMPTY);

        assertRejected(
                ALREADY_EXISTS,
                ExpectedErrors.TASK_EXISTS,
                () -> service.bufferTask(fixture.queue("q"), "t", HttpMethod.POST, Map.of(), Bytes.EMPTY));
    }

    @Test
    @Tag("inferred")
    void invalid_task_id_is_rejected() {
        assertRejected(
                INVALID_ARGUMENT,
                ExpectedErrors.invalidTaskId("not valid"),
                () -> service.bufferTask(fixture.queue("q"), "not valid", HttpMethod.POST, Map.of(), Bytes.EMPTY),
                ExpectedErrors.TASK_ID_HELP);
    }

    @Test
    @Tag("inferred")
    void queue_must_be_a_push_queue_with_a_host_override__no_host() {
        fixture.createQueue("plain", QueueBuilder.push());
        fixture.createQueue("path", over(new UriOverride(null, null, null, "/work", null, EnforceMode.ALWAYS), null));

        for (String queue : List.of("plain", "path")) {
            assertRejected(
                    FAILED_PRECONDITION,
                    () -> service.bufferTask(
                            fixture.queue(queue), "t", HttpMethod.POST, Map.of(), TaskBuilder.bytes("hello")));
        }
    }

    @Test
    @Tag("inferred")
    void queue_must_be_a_push_queue_with_a_host_override__pull_queue() {
        fixture.createQueue("pull", QueueBuilder.pull());

        assertRejected(
                FAILED_PRECONDITION,
                () -> service.bufferTask(
                        fixture.queue("pull"), "t", HttpMethod.POST, Map.of(), TaskBuilder.bytes("hello")));
    }

    @Test
    @Tag("inferred")
    void missing_queue_is_not_found() {
        assertRejected(
                NOT_FOUND,
                ExpectedErrors.QUEUE_MISSING,
                () -> service.bufferTask(fixture.queue("missing"), "t", HttpMethod.POST, Map.of(), Bytes.EMPTY));
    }

    @Test
    @Tag("recorded")
    void wildcard_is_no_location() {
        assertRejected(
                INVALID_ARGUMENT,
                ExpectedErrors.invalidLocation("-"),
                () -> service.bufferTask(
                        fixture.location("-") + "/queues/q", "t", HttpMethod.POST, Map.of(), Bytes.EMPTY));
    }

    private void assertMethodIsKept(HttpMethod method, Bytes body) {
        Task named = service.bufferTask(fixture.queue("q"), "t", method, Map.of(), body);
        Task unnamed = service.bufferTask(fixture.queue("q"), "", method, Map.of(), body);
        fixture.settle();

        for (Task task : List.of(named, unnamed)) {
            assertThat(((HttpRequest) task.payload()).httpMethod()).isEqualTo(method);
            Dispatch dispatch = fixture.dispatcher().next().dispatch();
            assertThat(((HttpRequest) dispatch.task().payload()).httpMethod()).isEqualTo(method);
            assertThat(((HttpRequest) dispatch.task().payload()).body()).isEqualTo(body);
        }
    }

    private void assertDispatchedWith(HttpMethod method) {
        PushTarget target =
                (PushTarget) fixture.dispatcher().next().dispatch().queue().target();
        assertThat(target.httpTarget().httpMethod()).isEqualTo(method);
    }

    private static QueueBuilder over(UriOverride uri, HttpMethod method) {
        return QueueBuilder.over(new HttpTarget(uri, method, List.of(), null));
    }
}
