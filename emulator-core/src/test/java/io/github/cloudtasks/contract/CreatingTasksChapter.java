package io.github.cloudtasks.contract;

import static io.github.cloudtasks.ApiException.Code.ALREADY_EXISTS;
import static io.github.cloudtasks.ApiException.Code.INVALID_ARGUMENT;
import static io.github.cloudtasks.ApiException.Code.NOT_FOUND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.cloudtasks.model.AppEngineRouting;
import io.github.cloudtasks.model.HttpMethod;
import io.github.cloudtasks.model.HttpTarget;
import io.github.cloudtasks.model.Payload.AppEngineHttpRequest;
import io.github.cloudtasks.model.Payload.HttpRequest;
import io.github.cloudtasks.model.Payload.PullMessage;
import io.github.cloudtasks.model.Task;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.ValueSource;

/** To make a task: what it must be, and what the service makes of it. */
public abstract class CreatingTasksChapter extends Chapter {
  private static final int MAX_URL = 2083;

  @BeforeEach
  void queues() {
    bench.create("push", AQueue.push());
    bench.create("pull", AQueue.pull());
  }

  @Test
  @Tag("recorded")
  void a_task_comes_back_as_it_is_stored() {
    Task task = bench.add("push", "t", ATask.http(ATask.URL, HttpMethod.POST, Map.of("X-Mixed-Case", "kept"), "hi"));

    assertThat(task.name()).hasToString(bench.task("push", "t"));
    assertThat(task.dispatchCount()).isZero();
    assertThat(task.responseCount()).isZero();
    assertThat(task.firstAttempt()).isNull();
    assertThat(task.lastAttempt()).isNull();
    assertThat(service.getTask(bench.task("push", "t"))).isEqualTo(task);
  }

  @Test
  @Tag("recorded")
  void an_http_request_gets_the_user_agent_of_the_service_and_nothing_else() {
    Task task = bench.add("push", "t", ATask.http(ATask.URL, HttpMethod.PUT, Map.of("X-Mixed-Case", "kept"), "hi"));

    assertThat(task.payload())
        .isEqualTo(
            new HttpRequest(
                ATask.URL,
                HttpMethod.PUT,
                Map.of("User-Agent", "Google-Cloud-Tasks", "X-Mixed-Case", "kept"),
                ATask.bytes("hi"),
                null));
  }

  @Test
  @Tag("documented")
  void a_pull_message_is_stored_as_it_is() {
    Task task = bench.add("pull", "t", ATask.pull("work", "tag"));

    assertThat(task.payload()).isEqualTo(new PullMessage(ATask.bytes("work"), "tag"));
    assertThat(service.getTask(bench.task("pull", "t"))).isEqualTo(task);
  }

  @Test
  @Tag("documented")
  void an_app_engine_request_goes_to_the_root_of_the_default_service() {
    Task task = bench.add("push", "t", ATask.appEngine(""));

    AppEngineHttpRequest stored = (AppEngineHttpRequest) task.payload();
    assertThat(stored.relativeUri()).isEqualTo("/");
    assertThat(stored.httpMethod()).isEqualTo(HttpMethod.POST);
    assertThat(stored.appEngineRouting())
        .isEqualTo(new AppEngineRouting("", "", "", bench.project() + ".appspot.com"));
  }

  @Test
  @Tag("documented")
  void an_app_engine_request_shows_the_host_that_its_routing_spells() {
    AppEngineRouting routing = new AppEngineRouting("worker", "v2", "", "ignored.example.com");

    Task task = bench.add("push", "t", ATask.appEngine(HttpMethod.GET, routing, "/a?b=c", Map.of(), ""));

    assertThat(((AppEngineHttpRequest) task.payload()).appEngineRouting())
        .isEqualTo(new AppEngineRouting("worker", "v2", "", "v2.worker." + bench.project() + ".appspot.com"));
  }

  @Test
  @Tag("recorded")
  void a_task_without_a_name_gets_an_id_of_digits() {
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < 20; i++) {
      Task task = bench.add("push", "", ATask.http());
      assertThat(task.name().queue()).hasToString(bench.queue("push"));
      assertThat(task.id()).matches("[0-9]+");
      ids.add(task.id());
    }

    assertThat(ids).hasSize(20);
  }

  @Test
  @Tag("recorded")
  void a_create_time_and_a_schedule_time_are_now() {
    bench.advance(Duration.ofNanos(123_456_000));

    Task task = bench.add("push", "t", ATask.http());

    assertThat(task.createTime()).isBetween(bench.now().minusSeconds(1), bench.now());
    assertThat(task.scheduleTime()).isEqualTo(bench.now());
  }

  @ParameterizedTest
  @ValueSource(strings = {"push", "pull"})
  @Tag("recorded")
  void a_task_needs_a_payload(String queue) {
    refused(INVALID_ARGUMENT, "Task.payload_type is not set.", () -> bench.add(queue, "t", ATask.with(null)));
  }

  @Test
  @Tag("recorded")
  void an_http_request_needs_a_url() {
    refused(INVALID_ARGUMENT, "HttpRequest.url is required.", () -> bench.add("push", "t", ATask.http("")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"example.com", "/work", "ftp://example.com", "http:/example.com", "https:example.com", "//example.com"})
  @Tag("recorded")
  void a_url_has_the_scheme_http_or_https(String url) {
    refused(
        INVALID_ARGUMENT,
        "HttpTarget.url must start with 'http://' or 'https://'.",
        () -> bench.add("push", "t", ATask.http(url)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://example.com/%zz", "http://localhost:8080", "https://[::1]/a?b#c"})
  @Tag("recorded")
  void a_url_is_not_looked_at_further(String url) {
    Task task = bench.add("push", "t", ATask.http(url));

    assertThat(((HttpRequest) task.payload()).url()).isEqualTo(url);
  }

  @Test
  @Tag("documented")
  void a_url_has_at_most_2083_characters() {
    String longest = "https://example.com/" + "a".repeat(MAX_URL - "https://example.com/".length());

    assertThat(((HttpRequest) bench.add("push", "t", ATask.http(longest)).payload()).url()).hasSize(MAX_URL);
    refused(INVALID_ARGUMENT, () -> bench.add("push", "u", ATask.http(longest + "a")));
  }

  @ParameterizedTest
  @EnumSource(
      mode = Mode.INCLUDE,
      names = {"GET", "HEAD", "DELETE", "OPTIONS"})
  @Tag("recorded")
  void an_http_request_whose_method_takes_no_body_has_none(HttpMethod method) {
    refused(
        INVALID_ARGUMENT,
        "Body can only be set if the http_method is POST, PUT, or PATCH.",
        () -> bench.add("push", "t", ATask.http(ATask.URL, method, Map.of(), "hi")));
  }

  @ParameterizedTest
  @EnumSource
  @Tag("documented")
  void an_http_request_without_a_body_may_have_any_method(HttpMethod method) {
    Task task = bench.add("push", "t", ATask.http(ATask.URL, method, Map.of(), ""));

    assertThat(((HttpRequest) task.payload()).httpMethod()).isEqualTo(method);
  }

  @ParameterizedTest
  @EnumSource(
      mode = Mode.INCLUDE,
      names = {"POST", "PUT", "PATCH"})
  @Tag("documented")
  void an_http_request_may_have_a_body_with(HttpMethod method) {
    Task task = bench.add("push", "t", ATask.http(ATask.URL, method, Map.of(), "hi"));

    assertThat(((HttpRequest) task.payload()).body()).isEqualTo(ATask.bytes("hi"));
  }

  @ParameterizedTest
  @EnumSource(
      mode = Mode.EXCLUDE,
      names = {"POST", "PUT"})
  @Tag("documented")
  void an_app_engine_request_whose_method_takes_no_body_has_none(HttpMethod method) {
    refused(
        INVALID_ARGUMENT, () -> bench.add("push", "t", ATask.appEngine(method, null, "/", Map.of(), "hi")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"work", "?a=b", "/with blank", "https://example.com/"})
  @Tag("documented")
  void a_relative_uri_starts_with_a_slash_and_has_no_blank(String uri) {
    refused(INVALID_ARGUMENT, () -> bench.add("push", "t", ATask.appEngine(uri)));
  }

  @Test
  @Tag("documented")
  void a_relative_uri_has_at_most_2083_characters() {
    String longest = "/" + "a".repeat(MAX_URL - 1);

    bench.add("push", "t", ATask.appEngine(longest));
    refused(INVALID_ARGUMENT, () -> bench.add("push", "u", ATask.appEngine(longest + "a")));
  }

  @Test
  @Tag("documented")
  void a_tag_has_fewer_than_500_characters() {
    bench.add("pull", "t", ATask.tagged("ü".repeat(499)));

    refused(INVALID_ARGUMENT, () -> bench.add("pull", "u", ATask.tagged("t".repeat(500))));
  }

  @Test
  @Tag("inferred")
  void a_push_queue_takes_no_pull_message() {
    refused(INVALID_ARGUMENT, () -> bench.add("push", "t", ATask.pull()));
  }

  @Test
  @Tag("inferred")
  void a_pull_queue_takes_no_requests() {
    refused(INVALID_ARGUMENT, () -> bench.add("pull", "t", ATask.http()));
    refused(INVALID_ARGUMENT, () -> bench.add("pull", "t", ATask.appEngine("/")));
  }

  @Test
  @Tag("documented")
  void a_queue_with_an_http_target_takes_no_app_engine_request_where_a_queue_has_one_target() {
    assumeTrue(service.dialect().oneTargetPerQueue());
    bench.create("http", AQueue.over(new HttpTarget(null, HttpMethod.PUT, List.of(), null)));

    refused(INVALID_ARGUMENT, () -> bench.add("http", "t", ATask.appEngine("/")));
    assertThat(bench.add("http", "t", ATask.http()).id()).isEqualTo("t");
  }

  @Test
  @Tag("recorded")
  void a_task_to_create_needs_a_full_name() {
    refused(
        INVALID_ARGUMENT,
        Answers.TASK_NAME_FORMAT,
        () -> service.createTask(bench.queue("push"), ATask.http().named("bad").build()),
        Answers.TASK_NAME_HELP);
  }

  @Test
  @Tag("recorded")
  void a_task_to_create_is_named_in_its_queue() {
    String elsewhere = bench.task("other", "t");

    refused(
        INVALID_ARGUMENT,
        "The queue name from request ('%s') must be the same as the queue name in the named task ('%s')."
            .formatted(bench.queue("push"), bench.queue("other")),
        () -> service.createTask(bench.queue("push"), ATask.http().named(elsewhere).build()));
  }

  @Test
  @Tag("recorded")
  void a_task_cannot_be_created_twice() {
    bench.add("push", "t", ATask.http().at(bench.now().plusSeconds(60)));

    refused(ALREADY_EXISTS, Answers.TASK_EXISTS, () -> bench.add("push", "t", ATask.http()));
  }

  @Test
  @Tag("inferred")
  void a_task_in_flight_exists() {
    bench.add("push", "t", ATask.http());
    bench.settle();

    refused(ALREADY_EXISTS, Answers.TASK_EXISTS, () -> bench.add("push", "t", ATask.http()));
  }

  @Test
  @Tag("recorded")
  void the_name_of_a_task_that_succeeded_cannot_be_used_at_once() {
    bench.attempts().allAnswered(200);
    bench.add("push", "t", ATask.http());
    bench.settle();

    refused(NOT_FOUND, Answers.TASK_GONE, () -> service.getTask(bench.task("push", "t")));
    refused(ALREADY_EXISTS, Answers.TASK_NAME_TOO_RECENT, () -> bench.add("push", "t", ATask.http()));
  }

  @Test
  @Tag("recorded")
  void the_name_of_a_task_that_was_given_up_cannot_be_used_at_once() {
    bench.create("once", AQueue.push().attempts(1));
    bench.attempts().allAnswered(500);
    bench.add("once", "t", ATask.http());
    bench.settle();

    refused(NOT_FOUND, Answers.TASK_GONE, () -> service.getTask(bench.task("once", "t")));
    refused(ALREADY_EXISTS, Answers.TASK_NAME_TOO_RECENT, () -> bench.add("once", "t", ATask.http()));
  }

  @Test
  @Tag("documented")
  void queues_do_not_share_the_names_of_their_tasks() {
    bench.create("other", AQueue.push());
    bench.add("push", "t", ATask.http());

    assertThat(bench.add("other", "t", ATask.http()).name()).hasToString(bench.task("other", "t"));
  }

  @Test
  @Tag("inferred")
  void a_task_that_is_wrong_and_has_no_queue_is_wrong_first() {
    refused(INVALID_ARGUMENT, "Task.payload_type is not set.", () -> bench.add("missing", "t", ATask.with(null)));
  }

  @Test
  @Tag("inferred")
  void a_refused_task_leaves_its_name_free() {
    refused(INVALID_ARGUMENT, () -> bench.add("push", "t", ATask.pull()));

    assertThat(bench.add("push", "t", ATask.http()).id()).isEqualTo("t");
  }
}
