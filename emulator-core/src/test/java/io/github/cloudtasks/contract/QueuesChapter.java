package io.github.cloudtasks.contract;

import static io.github.cloudtasks.ApiException.Code.ALREADY_EXISTS;
import static io.github.cloudtasks.ApiException.Code.FAILED_PRECONDITION;
import static io.github.cloudtasks.ApiException.Code.INVALID_ARGUMENT;
import static io.github.cloudtasks.ApiException.Code.NOT_FOUND;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudtasks.model.AppEngineRouting;
import io.github.cloudtasks.model.HttpTarget;
import io.github.cloudtasks.model.NewQueue;
import io.github.cloudtasks.model.Queue;
import io.github.cloudtasks.model.QueueState;
import io.github.cloudtasks.model.RateLimits;
import io.github.cloudtasks.model.RetryConfig;
import io.github.cloudtasks.model.Target;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** To create, read, update, list and delete queues. */
public abstract class QueuesChapter extends Chapter {
  private static final AQueue SLOW =
      AQueue.push()
          .rate(10)
          .concurrency(5)
          .attempts(5)
          .retryFor(Duration.ofSeconds(60))
          .backoff(Duration.ofSeconds(1), Duration.ofSeconds(10), 3);

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
    Queue queue = bench.create("q", SLOW);

    assertThat(queue.rateLimits()).isEqualTo(new RateLimits(10, 10, 5));
    assertThat(queue.retryConfig())
        .isEqualTo(new RetryConfig(5, Duration.ofSeconds(60), Duration.ofSeconds(1), Duration.ofSeconds(10), 3));
  }

  @Test
  @Tag("documented")
  void a_queue_reads_as_it_was_created() {
    Queue created = bench.create("q", SLOW);

    assertThat(service.getQueue(bench.queue("q"))).isEqualTo(created);
  }

  @Test
  @Tag("documented")
  void an_app_engine_queue_gets_the_host_that_its_routing_spells() {
    AppEngineRouting asked = new AppEngineRouting("worker", "v2", "7", "ignored.example.com");

    Queue queue = bench.create("q", AQueue.to(new Target.PushTarget(asked, null)));

    assertThat(((Target.PushTarget) queue.target()).appEngineRoutingOverride())
        .isEqualTo(new AppEngineRouting("worker", "v2", "7", "7.v2.worker." + bench.project() + ".appspot.com"));
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
        () -> service.createQueue(bench.location(), elsewhere, AQueue.push().build()));
  }

  @Test
  @Tag("recorded")
  void an_update_creates_a_queue_that_is_missing() {
    Queue queue = service.updateQueue(bench.queue("q"), SLOW.build());

    assertThat(queue.rateLimits()).isEqualTo(new RateLimits(10, 10, 5));
    assertThat(queue.state()).isEqualTo(QueueState.RUNNING);
    assertThat(service.getQueue(bench.queue("q"))).isEqualTo(queue);
  }

  @Test
  @Tag("recorded")
  void an_update_without_a_mask_replaces_every_field() {
    bench.create("q", SLOW);

    Queue queue = service.updateQueue(bench.queue("q"), AQueue.push().rate(100).build());

    assertThat(queue.rateLimits()).isEqualTo(new RateLimits(100, 20, 1000));
    assertThat(queue.retryConfig())
        .isEqualTo(new RetryConfig(100, null, Duration.ofMillis(100), Duration.ofHours(1), 16));
    assertThat(service.getQueue(bench.queue("q"))).isEqualTo(queue);
  }

  @Test
  @Tag("recorded")
  void an_update_keeps_the_state() {
    bench.create("q", AQueue.push());
    service.pauseQueue(bench.queue("q"));

    assertThat(service.updateQueue(bench.queue("q"), SLOW.build()).state()).isEqualTo(QueueState.PAUSED);
  }

  @Test
  @Tag("documented")
  void an_update_keeps_the_purge_time() {
    bench.create("q", AQueue.push());
    Queue purged = service.purgeQueue(bench.queue("q"));

    assertThat(service.updateQueue(bench.queue("q"), SLOW.build()).purgeTime()).isEqualTo(purged.purgeTime());
  }

  @Test
  @Tag("documented")
  void an_update_keeps_the_tasks() {
    bench.create("q", AQueue.push());
    bench.add("q", "t", ATask.http().at(bench.now().plusSeconds(60)));

    service.updateQueue(bench.queue("q"), SLOW.build());

    assertThat(service.getTask(bench.task("q", "t")).id()).isEqualTo("t");
  }

  @Test
  @Tag("inferred")
  void an_update_without_a_target_keeps_it() {
    HttpTarget http = new HttpTarget(null, null, List.of(new HttpTarget.Header("X-Queue", "q")), null);
    bench.create("http", AQueue.over(http));
    bench.create("pull", AQueue.pull());

    NewQueue without = AQueue.plain().build();

    assertThat(service.updateQueue(bench.queue("http"), without).target()).isEqualTo(new Target.PushTarget(null, http));
    assertThat(service.updateQueue(bench.queue("pull"), without).isPull()).isTrue();
  }

  @Test
  @Tag("documented")
  void an_update_cannot_change_the_kind_of_queue() {
    String text = "Queue.target_type is immutable.";
    NewQueue push = AQueue.push().build();
    NewQueue pull = AQueue.pull().build();
    bench.create("push", AQueue.push());
    bench.create("pull", AQueue.pull());

    refused(INVALID_ARGUMENT, text, () -> service.updateQueue(bench.queue("push"), pull));
    refused(INVALID_ARGUMENT, text, () -> service.updateQueue(bench.queue("pull"), push));
    assertThat(service.getQueue(bench.queue("push")).isPull()).isFalse();
    assertThat(service.getQueue(bench.queue("pull")).isPull()).isTrue();
  }

  @Test
  @Tag("documented")
  void an_update_may_change_what_is_in_the_target() {
    bench.create("q", AQueue.to(new Target.PushTarget(new AppEngineRouting("old", "", "", ""), null)));

    Queue queue =
        service.updateQueue(
            bench.queue("q"),
            AQueue.to(new Target.PushTarget(new AppEngineRouting("new", "", "", ""), null)).build());

    assertThat(((Target.PushTarget) queue.target()).appEngineRoutingOverride())
        .isEqualTo(new AppEngineRouting("new", "", "", "new." + bench.project() + ".appspot.com"));
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
    assertThat(service.listQueues(bench.location("europe-west1"), 0, "").items()).isEmpty();
  }

  @Test
  @Tag("recorded")
  void a_deleted_queue_is_gone() {
    bench.create("q", AQueue.push());

    service.deleteQueue(bench.queue("q"));

    refused(NOT_FOUND, Answers.QUEUE_MISSING, () -> service.getQueue(bench.queue("q")));
    refused(NOT_FOUND, Answers.NOT_FOUND, () -> service.deleteQueue(bench.queue("q")));
    refused(NOT_FOUND, Answers.QUEUE_MISSING, () -> service.pauseQueue(bench.queue("q")));
    refused(NOT_FOUND, Answers.QUEUE_MISSING, () -> bench.add("q", "t", ATask.http()));
    assertThat(service.listQueues(bench.location(), 0, "").items()).isEmpty();
  }

  @Test
  @Tag("documented")
  void a_queue_goes_with_its_tasks() {
    bench.create("q", AQueue.push());
    bench.add("q", "t", ATask.http().at(bench.now().plusSeconds(1)));

    service.deleteQueue(bench.queue("q"));
    bench.advance(Duration.ofSeconds(2));

    bench.attempts().noneLeft();
    refused(NOT_FOUND, Answers.NOT_FOUND, () -> service.getTask(bench.task("q", "t")));
  }

  @Test
  @Tag("inferred")
  void an_attempt_that_outlives_its_queue_ends_without_effect() {
    bench.create("q", AQueue.push());
    bench.add("q", "t", ATask.http());
    bench.settle();

    service.deleteQueue(bench.queue("q"));
    bench.attempts().take().answered(500);
    bench.advance(Duration.ofHours(1));

    bench.attempts().noneLeft();
  }

  @ParameterizedTest
  @EnumSource(
      mode = Mode.INCLUDE,
      names = {
        "GetQueue", "PurgeQueue", "PauseQueue", "ResumeQueue", "GetIamPolicy", "SetIamPolicy", "ListTasks", "CreateTask"
      })
  @Tag("recorded")
  void a_missing_queue_does_not_exist(Rpc rpc) {
    refused(NOT_FOUND, Answers.QUEUE_MISSING, () -> rpc.call(service, bench.queue("missing")));
  }

  @Test
  @Tag("recorded")
  void a_missing_queue_cannot_be_deleted() {
    refused(NOT_FOUND, Answers.NOT_FOUND, () -> service.deleteQueue(bench.queue("missing")));
  }

  @ParameterizedTest
  @EnumSource(
      mode = Mode.INCLUDE,
      names = {"GetTask", "DeleteTask"})
  @Tag("recorded")
  void a_task_of_a_missing_queue_is_not_found(Rpc rpc) {
    refused(NOT_FOUND, Answers.NOT_FOUND, () -> rpc.call(service, bench.task("missing", "t")));
  }

  @Test
  @Tag("recorded")
  void a_task_to_run_on_a_missing_queue_finds_no_queue() {
    refused(NOT_FOUND, Answers.QUEUE_MISSING, () -> service.runTask(bench.task("missing", "t")));
  }

  @Test
  @Tag("inferred")
  void a_lease_on_a_missing_queue_finds_no_queue() {
    refused(
        NOT_FOUND,
        Answers.QUEUE_MISSING,
        () -> service.leaseTasks(bench.queue("missing"), 1, Duration.ofMinutes(1), ""));
    refused(
        NOT_FOUND,
        Answers.QUEUE_MISSING,
        () -> service.acknowledgeTask(bench.task("missing", "t"), bench.now()));
  }

  @Test
  @Tag("recorded")
  void the_name_of_a_deleted_queue_cannot_be_used_at_once() {
    bench.create("q", AQueue.push());
    service.deleteQueue(bench.queue("q"));

    refused(FAILED_PRECONDITION, Answers.QUEUE_NAME_TOO_RECENT, () -> bench.create("q", AQueue.push()));
    refused(
        FAILED_PRECONDITION,
        Answers.QUEUE_NAME_TOO_RECENT,
        () -> service.updateQueue(bench.queue("q"), AQueue.push().build()));
  }
}
