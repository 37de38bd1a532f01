package io.github.cloudtasks.contract;

import static io.github.cloudtasks.ApiException.Code.FAILED_PRECONDITION;
import static io.github.cloudtasks.ApiException.Code.INVALID_ARGUMENT;
import static io.github.cloudtasks.ApiException.Code.NOT_FOUND;
import static io.github.cloudtasks.ApiException.Code.RESOURCE_EXHAUSTED;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudtasks.engine.Limits;
import io.github.cloudtasks.model.Payload.PullMessage;
import io.github.cloudtasks.model.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which tasks a worker gets, how many, and for how long. */
public abstract class LeasingChapter extends Chapter {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration WEEK = Duration.ofDays(7);
  private static final String OLDEST = "tag_function=oldest_tag()";

  @BeforeEach
  void queue() {
    bench.create("q", AQueue.pull());
  }

  @Test
  @Tag("documented")
  void a_lease_moves_the_schedule_time_to_its_end_and_counts_as_a_dispatch() {
    bench.add("q", "t", ATask.pull("work", "tag"));
    bench.advance(Duration.ofNanos(1_123_456_000));

    Task leased = lease(1).getFirst();

    assertThat(leased.scheduleTime()).isEqualTo(bench.now().plus(MINUTE));
    assertThat(leased.dispatchCount()).isEqualTo(1);
    assertThat(leased.payload()).isEqualTo(new PullMessage(ATask.bytes("work"), "tag"));
    assertThat(service.getTask(bench.task("q", "t"))).isEqualTo(leased);
  }

  @Test
  @Tag("documented")
  void a_leased_task_is_not_leased_again_before_the_lease_ends() {
    bench.add("q", "t", ATask.pull());
    Instant end = lease(1).getFirst().scheduleTime();

    bench.advanceToJustBefore(end);
    assertThat(lease(1)).isEmpty();
    bench.advance(TICK);

    assertThat(lease(1)).extracting(Task::dispatchCount).containsExactly(2);
  }

  @Test
  @Tag("documented")
  void a_task_is_not_leased_before_it_is_due() {
    Instant due = bench.now().plusSeconds(5);
    bench.add("q", "t", ATask.pull().at(due));

    bench.advanceToJustBefore(due);
    assertThat(lease(1)).isEmpty();
    bench.advance(TICK);

    assertThat(lease(1)).hasSize(1);
  }

  @Test
  @Tag("inferred")
  void an_empty_queue_leases_nothing() {
    assertThat(lease(10)).isEmpty();
  }

  @Test
  @Tag("documented")
  void the_earliest_tasks_are_leased_first() {
    Instant now = bench.now();
    bench.add("q", "c", ATask.pull().at(now.plusSeconds(2)));
    bench.add("q", "a", ATask.pull().at(now.plusSeconds(3)));
    bench.add("q", "z", ATask.pull().at(now.plusSeconds(1)));
    bench.add("q", "b", ATask.pull().at(now.plusSeconds(2)));
    bench.advance(Duration.ofSeconds(5));

    assertThat(ids(lease(3))).containsExactly("z", "b", "c");
    assertThat(ids(lease(3))).containsExactly("a");
  }

  @Test
  @Tag("documented")
  void no_more_tasks_are_leased_than_were_asked_for() {
    add("a", "b", "c");

    assertThat(lease(2)).hasSize(2);
    assertThat(lease(2)).hasSize(1);
    assertThat(lease(2)).isEmpty();
  }

  @Test
  @Tag("documented")
  void at_most_1000_tasks_are_leased_at_once() {
    for (int i = 0; i < 1001; i++) {
      bench.add("q", "", ATask.pull());
    }

    assertThat(lease(1000)).hasSize(1000);
    assertThat(lease(1000)).hasSize(1);
    refused(INVALID_ARGUMENT, () -> lease(1001));
    refused(INVALID_ARGUMENT, () -> lease(-1));
  }

  @Test
  @Tag("inferred")
  void who_does_not_say_how_many_gets_as_many_as_there_may_be() {
    for (int i = 0; i < 1001; i++) {
      bench.add("q", "", ATask.pull());
    }

    assertThat(lease(0)).hasSize(1000);
    assertThat(lease(0)).hasSize(1);
  }

  @Test
  @Tag("documented")
  void the_tasks_of_one_answer_are_at_most_32_megabytes() {
    String message = "m".repeat(1_000_000);
    for (int i = 0; i < 35; i++) {
      bench.add("q", "t%02d".formatted(i), ATask.pull(message, ""));
    }

    List<Task> first = lease(1000);
    List<Task> rest = lease(1000);

    assertThat(first).hasSize(33);
    assertThat(rest).hasSize(2);
  }

  @Test
  @Tag("documented")
  void a_lease_lasts_from_a_second_to_a_week() {
    add("a", "b");
    Instant now = bench.now();

    assertThat(lease(1, Duration.ofSeconds(1)).getFirst().scheduleTime()).isEqualTo(now.plusSeconds(1));
    assertThat(lease(1, WEEK).getFirst().scheduleTime()).isEqualTo(now.plus(WEEK));
    refused(INVALID_ARGUMENT, () -> lease(1, WEEK.plusSeconds(1)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT0S", "PT-1S", "PT-0.5S", "PT0.999999999S"})
  @Tag("inferred")
  void a_lease_does_not_last(Duration duration) {
    refused(INVALID_ARGUMENT, () -> lease(1, duration));
  }

  @Test
  @Tag("documented")
  void a_lease_has_a_duration() {
    refused(INVALID_ARGUMENT, () -> lease(1, null));
  }

  @Test
  @Tag("documented")
  void a_lease_lasts_whole_seconds() {
    add("a");

    assertThat(lease(1, Duration.ofMillis(1999)).getFirst().scheduleTime()).isEqualTo(bench.now().plusSeconds(1));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = false,
      quoteCharacter = '\0',
      value = {
        "tag=green|green", "tag=\"green\"|green", " tag=green |green", "tag= green|green", "tag=a b|a b", "tag=\"a b\"|a b",
        "tag=\"a=b\"|a=b", "tag=ünïcode|ünïcode", "tag=\"say \\\"hi\\\"\"|say \"hi\"", "tag=\"back\\\\slash\"|back\\slash"
      })
  @Tag("documented")
  void a_filter_takes_the_tasks_of_a_tag_and_no_others(String filter, String tag) {
    bench.add("q", "wanted", ATask.tagged(tag));
    bench.add("q", "other", ATask.tagged(tag + "2"));
    bench.add("q", "untagged", ATask.pull());

    assertThat(ids(lease(filter))).containsExactly("wanted");
  }

  @Test
  @Tag("documented")
  void tags_tell_upper_from_lower_case() {
    bench.add("q", "upper", ATask.tagged("TAG"));

    assertThat(lease("tag=tag")).isEmpty();
    assertThat(lease("tag=TAG")).hasSize(1);
  }

  @Test
  @Tag("documented")
  void a_filter_keeps_the_order_and_the_number() {
    Instant now = bench.now();
    bench.add("q", "c", ATask.tagged("tag").at(now.plusSeconds(1)));
    bench.add("q", "x", ATask.tagged("other"));
    bench.add("q", "a", ATask.tagged("tag").at(now.plusSeconds(2)));
    bench.add("q", "b", ATask.tagged("tag"));
    bench.advance(Duration.ofSeconds(2));

    assertThat(ids(service.leaseTasks(bench.queue("q"), 2, MINUTE, "tag=tag"))).containsExactly("b", "c");
    assertThat(ids(service.leaseTasks(bench.queue("q"), 2, MINUTE, "tag=tag"))).containsExactly("a");
    assertThat(ids(lease(2))).containsExactly("x");
  }

  @Test
  @Tag("documented")
  void the_oldest_tag_is_the_one_of_the_earliest_task() {
    Instant now = bench.now();
    bench.add("q", "red-2", ATask.tagged("red").at(now.plusSeconds(3)));
    bench.add("q", "green", ATask.tagged("green").at(now.plusSeconds(2)));
    bench.add("q", "red-1", ATask.tagged("red").at(now.plusSeconds(1)));
    bench.advance(Duration.ofSeconds(5));

    assertThat(ids(lease(OLDEST))).containsExactly("red-1", "red-2");
    assertThat(ids(lease(OLDEST))).containsExactly("green");
    assertThat(lease(OLDEST)).isEmpty();
  }

  @Test
  @Tag("documented")
  void the_oldest_tag_may_be_none() {
    Instant now = bench.now();
    bench.add("q", "untagged-1", ATask.pull());
    bench.add("q", "tagged", ATask.tagged("tag").at(now.plusSeconds(1)));
    bench.add("q", "untagged-2", ATask.pull().at(now.plusSeconds(2)));
    bench.advance(Duration.ofSeconds(5));

    assertThat(ids(lease(OLDEST))).containsExactly("untagged-1", "untagged-2");
  }

  @Test
  @Tag("documented")
  void the_oldest_tag_is_sought_among_tasks_that_are_due() {
    bench.add("q", "leased", ATask.tagged("red"));
    lease(1);
    bench.add("q", "later", ATask.tagged("red").at(bench.now().plusSeconds(60)));
    bench.add("q", "due", ATask.tagged("green"));

    assertThat(ids(lease(OLDEST))).containsExactly("due");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tag", "tags=x", "green", "tag:green", "tag=\"green", "tag=\"green\"x", "tag_function=newest_tag()",
        "tag_function=oldest_tag", "state=PAUSED", "((((tag=x))))", "=", "\"tag\"=x"
      })
  @Tag("inferred")
  void a_filter_is_not(String filter) {
    refused(INVALID_ARGUMENT, () -> lease(filter));
  }

  @Test
  @Tag("documented")
  void a_filters_tag_has_fewer_than_500_characters() {
    assertThat(lease("tag=" + "t".repeat(499))).isEmpty();

    refused(INVALID_ARGUMENT, () -> lease("tag=" + "t".repeat(500)));
    refused(INVALID_ARGUMENT, () -> lease("tag=\"" + "t".repeat(500) + "\""));
  }

  @Test
  @Tag("documented")
  void a_push_queue_leases_nothing() {
    bench.create("push", AQueue.push());

    refused(FAILED_PRECONDITION, () -> service.leaseTasks(bench.queue("push"), 1, MINUTE, ""));
  }

  @Test
  @Tag("documented")
  void a_task_whose_attempts_are_used_up_is_removed_instead_of_leased() {
    bench.create("twice", AQueue.pull().attempts(2));
    bench.add("twice", "t", ATask.pull());
    for (int i = 1; i <= 2; i++) {
      assertThat(leaseFrom("twice")).extracting(Task::dispatchCount).containsExactly(i);
      bench.advance(MINUTE);
    }

    assertThat(leaseFrom("twice")).isEmpty();

    refused(NOT_FOUND, Answers.TASK_GONE, () -> service.getTask(bench.task("twice", "t")));
  }

  @Test
  @Tag("documented")
  void the_last_lease_may_still_be_acknowledged() {
    bench.create("once", AQueue.pull().attempts(1));
    bench.add("once", "t", ATask.pull());
    Task leased = leaseFrom("once").getFirst();
    assertThat(leaseFrom("once")).isEmpty();

    service.acknowledgeTask(bench.task("once", "t"), leased.scheduleTime());

    refused(NOT_FOUND, Answers.TASK_GONE, () -> service.getTask(bench.task("once", "t")));
  }

  @Test
  @Tag("documented")
  void a_pull_task_with_both_limits_is_leased_until_both_are_reached() {
    bench.create("both", AQueue.pull().attempts(2).retryFor(Duration.ofSeconds(150)));
    bench.add("both", "t", ATask.pull());
    int leases = 0;
    while (!leaseFrom("both").isEmpty()) {
      leases++;
      bench.advance(MINUTE);
    }

    assertThat(leases).isEqualTo(3);
  }

  @Test
  @Tag("documented")
  void a_hundred_leases_are_given_unless_told_otherwise() {
    bench.add("q", "t", ATask.pull());
    int leases = 0;
    while (!lease(1).isEmpty()) {
      leases++;
      bench.advance(MINUTE);
    }

    assertThat(leases).isEqualTo(100);
  }

  @Test
  @Tag("documented")
  void a_queue_takes_10_calls_a_second() {
    for (int i = 0; i < 10; i++) {
      lease(1);
    }
    refused(RESOURCE_EXHAUSTED, () -> lease(1));

    bench.advance(Duration.ofMillis(100).minus(TICK));
    refused(RESOURCE_EXHAUSTED, () -> lease(1));
    bench.advance(TICK);
    assertThat(lease(1)).isEmpty();
    refused(RESOURCE_EXHAUSTED, () -> lease(1));
  }

  @Test
  @Tag("documented")
  void each_queue_has_calls_of_its_own() {
    bench.create("other", AQueue.pull());
    for (int i = 0; i < 10; i++) {
      lease(1);
    }

    assertThat(leaseFrom("other")).isEmpty();
  }

  @Test
  @Tag("inferred")
  void a_call_that_comes_too_often_leases_nothing() {
    bench.add("q", "t", ATask.pull());
    for (int i = 0; i < 10; i++) {
      lease("tag=none");
    }

    refused(RESOURCE_EXHAUSTED, () -> lease(1));

    assertThat(service.getTask(bench.task("q", "t")).dispatchCount()).isZero();
  }

  @Test
  @Tag("unlike")
  void calls_come_as_often_as_one_likes_where_the_user_says_so() {
    workUnder(Limits.OF_THE_SERVICE.withLeaseCallsPerSecond(0));
    bench.create("q", AQueue.pull());

    for (int i = 0; i < 100; i++) {
      assertThat(lease(1)).isEmpty();
    }
  }

  @Test
  @Tag("unlike")
  void the_rate_of_a_pull_queue_is_not_enforced() {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 1200; i++) {
      bench.add("q", "", ATask.pull());
    }
    ids.addAll(ids(lease(1000)));
    ids.addAll(ids(lease(1000)));

    assertThat(ids).hasSize(1200).doesNotHaveDuplicates();
  }

  private void add(String... ids) {
    for (String id : ids) {
      bench.add("q", id, ATask.pull());
    }
  }

  private List<Task> lease(int max) {
    return lease(max, MINUTE);
  }

  private List<Task> lease(int max, Duration duration) {
    return service.leaseTasks(bench.queue("q"), max, duration, "");
  }

  private List<Task> lease(String filter) {
    return service.leaseTasks(bench.queue("q"), 0, MINUTE, filter);
  }

  private List<Task> leaseFrom(String queueId) {
    return service.leaseTasks(bench.queue(queueId), 0, MINUTE, "");
  }

  private static List<String> ids(List<Task> tasks) {
    return tasks.stream().map(Task::id).toList();
  }
}
