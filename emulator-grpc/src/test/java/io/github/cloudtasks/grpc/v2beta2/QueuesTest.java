package io.github.cloudtasks.grpc.v2beta2;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.iam.v1.Binding;
import com.google.iam.v1.GetIamPolicyRequest;
import com.google.iam.v1.GetPolicyOptions;
import com.google.iam.v1.Policy;
import com.google.iam.v1.SetIamPolicyRequest;
import com.google.iam.v1.TestIamPermissionsRequest;
import com.google.iam.v1.TestIamPermissionsResponse;
import com.google.protobuf.ByteString;
import com.google.protobuf.Empty;
import com.google.protobuf.FieldMask;
import com.google.protobuf.util.Durations;
import com.google.protobuf.util.Timestamps;
import io.github.cloudtasks.grpc.InProcess;
import io.github.cloudtasks.proto.v2beta2.AppEngineHttpTarget;
import io.github.cloudtasks.proto.v2beta2.CreateQueueRequest;
import io.github.cloudtasks.proto.v2beta2.CreateTaskRequest;
import io.github.cloudtasks.proto.v2beta2.DeleteQueueRequest;
import io.github.cloudtasks.proto.v2beta2.GetQueueRequest;
import io.github.cloudtasks.proto.v2beta2.HttpTarget;
import io.github.cloudtasks.proto.v2beta2.ListQueuesRequest;
import io.github.cloudtasks.proto.v2beta2.ListQueuesResponse;
import io.github.cloudtasks.proto.v2beta2.OidcToken;
import io.github.cloudtasks.proto.v2beta2.PauseQueueRequest;
import io.github.cloudtasks.proto.v2beta2.PullMessage;
import io.github.cloudtasks.proto.v2beta2.PullTarget;
import io.github.cloudtasks.proto.v2beta2.PurgeQueueRequest;
import io.github.cloudtasks.proto.v2beta2.Queue;
import io.github.cloudtasks.proto.v2beta2.RateLimits;
import io.github.cloudtasks.proto.v2beta2.ResumeQueueRequest;
import io.github.cloudtasks.proto.v2beta2.RetryConfig;
import io.github.cloudtasks.proto.v2beta2.Task;
import io.github.cloudtasks.proto.v2beta2.UpdateQueueRequest;
import io.github.cloudtasks.proto.v2beta2.UriOverride;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The methods on queues, over gRPC and the engine. */
class QueuesTest {
    private static final String PARENT = "projects/p/locations/us-central1";
    private static final String NAME = PARENT + "/queues/q";
    private final InProcess door = new InProcess();

    @AfterEach
    void close() {
        door.close();
    }

    @Test
    @Tag("documented")
    void a_created_queue_is_complete_and_can_be_read_back() {
        Queue created = create(Queue.newBuilder().setName(NAME));

        assertThat(created)
                .isEqualTo(Queue.newBuilder()
                        .setName(NAME)
                        .setAppEngineHttpTarget(AppEngineHttpTarget.getDefaultInstance())
                        .setRateLimits(RateLimits.newBuilder()
                                .setMaxTasksDispatchedPerSecond(500)
                                .setMaxBurstSize(100)
                                .setMaxConcurrentTasks(1000))
                        .setRetryConfig(RetryConfig.newBuilder()
                                .setMaxAttempts(100)
                                .setMinBackoff(Durations.fromMillis(100))
                                .setMaxBackoff(Durations.fromSeconds(3600))
                                .setMaxDoublings(16))
                        .setState(Queue.State.RUNNING)
                        .setTaskTtl(Durations.fromSeconds(2_678_400))
                        .setTombstoneTtl(Durations.fromSeconds(3600))
                        .build());
        assertThat(get()).isEqualTo(created);
    }

    @Test
    @Tag("documented")
    void the_host_of_a_routing_is_output_only() {
        Queue.Builder sent = Queue.newBuilder().setName(NAME);
        sent.getAppEngineHttpTargetBuilder()
                .getAppEngineRoutingOverrideBuilder()
                .setService("s")
                .setHost("evil.example.com");

        assertThat(create(sent)
                        .getAppEngineHttpTarget()
                        .getAppEngineRoutingOverride()
                        .getHost())
                .isEqualTo("s.p.appspot.com");
    }

    @Test
    @Tag("documented")
    void a_queue_can_be_paused_resumed_purged_and_deleted() {
        create(Queue.newBuilder().setName(NAME));

        Queue paused = door.call(
                "PauseQueue", PauseQueueRequest.newBuilder().setName(NAME).build(), Queue.getDefaultInstance());
        Queue resumed = door.call(
                "ResumeQueue", ResumeQueueRequest.newBuilder().setName(NAME).build(), Queue.getDefaultInstance());
        Queue purged = door.call(
                "PurgeQueue", PurgeQueueRequest.newBuilder().setName(NAME).build(), Queue.getDefaultInstance());
        door.call("DeleteQueue", DeleteQueueRequest.newBuilder().setName(NAME).build(), Empty.getDefaultInstance());

        assertThat(paused.getState()).isEqualTo(Queue.State.PAUSED);
        assertThat(resumed.getState()).isEqualTo(Queue.State.RUNNING);
        assertThat(Timestamps.toString(purged.getPurgeTime())).isEqualTo(InProcess.START.toString());
        assertThat(door.failure(
                                "GetQueue",
                                GetQueueRequest.newBuilder().setName(NAME).build())
                        .getCode())
                .isEqualTo(5);
    }

    @Test
    @Tag("recorded")
    void a_list_of_queues_is_filtered_and_paged() {
        for (String id : List.of("a", "b", "c")) {
            create(Queue.newBuilder().setName(PARENT + "/queues/" + id));
        }
        create(Queue.newBuilder().setName(NAME).setPullTarget(PullTarget.getDefaultInstance()));

        ListQueuesResponse pull = list(ListQueuesRequest.newBuilder().setFilter("pull_target: *"));
        ListQueuesResponse first = list(ListQueuesRequest.newBuilder()
                .setFilter("app_engine_http_target: *")
                .setPageSize(2));
        ListQueuesResponse second = list(ListQueuesRequest.newBuilder()
                .setFilter("app_engine_http_target: *")
                .setPageSize(2)
                .setPageToken(first.getNextPageToken()));

        assertThat(names(pull)).containsExactly(NAME);
        assertThat(names(first)).containsExactly(PARENT + "/queues/a", PARENT + "/queues/b");
        assertThat(names(second)).containsExactly(PARENT + "/queues/c");
        assertThat(second.getNextPageToken()).isNotEmpty();
    }

    @Test
    @Tag("recorded")
    void a_filter_on_a_field_that_is_none_is_refused() {
        assertThat(door.failure(
                                "ListQueues",
                                ListQueuesRequest.newBuilder()
                                        .setParent(PARENT)
                                        .setFilter("a: b")
                                        .build())
                        .getMessage())
                .isEqualTo("Field not found: 'a'.");
    }

    @Test
    @Tag("documented")
    void statistics_are_shown_only_where_a_mask_names_them() {
        create(Queue.newBuilder().setName(NAME).setPullTarget(PullTarget.getDefaultInstance()));
        addPullTask();
        FieldMask mask = FieldMask.newBuilder()
                .addPaths("name")
                .addPaths("stats.tasks_count")
                .build();

        Queue masked = door.call(
                "GetQueue",
                GetQueueRequest.newBuilder().setName(NAME).setReadMask(mask).build(),
                Queue.getDefaultInstance());
        ListQueuesResponse listed = list(ListQueuesRequest.newBuilder().setReadMask(mask));

        Queue.Builder expected = Queue.newBuilder().setName(NAME);
        expected.getStatsBuilder().setTasksCount(1);
        assertThat(masked).isEqualTo(expected.build());
        assertThat(listed.getQueuesList()).containsExactly(masked);
        assertThat(get().hasStats()).isFalse();
        assertThat(names(list(ListQueuesRequest.newBuilder().setFilter("stats.tasks_count > 0"))))
                .containsExactly(NAME);
        assertThat(list(ListQueuesRequest.newBuilder().setFilter("stats.tasks_count > 0"))
                        .getQueues(0)
                        .hasStats())
                .isFalse();
    }

    @Test
    @Tag("recorded")
    void an_update_makes_a_queue_that_is_missing_and_changes_masked_fields_of_one_that_is_there() {
        Queue.Builder ten = Queue.newBuilder()
                .setName(NAME)
                .setRateLimits(RateLimits.newBuilder()
                        .setMaxTasksDispatchedPerSecond(10)
                        .setMaxConcurrentTasks(5));
        Queue.Builder hundred = Queue.newBuilder()
                .setName(NAME)
                .setRateLimits(RateLimits.newBuilder().setMaxTasksDispatchedPerSecond(100));

        Queue made = update(ten);
        Queue changed = update(hundred, "rate_limits.max_tasks_dispatched_per_second");
        Queue replaced = update(hundred);

        assertThat(made.getRateLimits()).isEqualTo(rates(10, 10, 5));
        assertThat(changed.getRateLimits()).isEqualTo(rates(100, 20, 5));
        assertThat(replaced.getRateLimits()).isEqualTo(rates(100, 20, 1000));
        assertThat(get()).isEqualTo(replaced);
    }

    @Test
    @Tag("documented")
    void a_mask_without_paths_stands_for_all_fields() {
        create(Queue.newBuilder()
                .setName(NAME)
                .setRateLimits(RateLimits.newBuilder().setMaxTasksDispatchedPerSecond(10)));
        UpdateQueueRequest request = UpdateQueueRequest.newBuilder()
                .setQueue(Queue.newBuilder().setName(NAME))
                .setUpdateMask(FieldMask.getDefaultInstance())
                .build();

        Queue updated = door.call("UpdateQueue", request, Queue.getDefaultInstance());

        assertThat(updated.getRateLimits()).isEqualTo(rates(500, 100, 1000));
    }

    @Test
    @Tag("recorded")
    void an_invalid_mask_is_refused_also_for_a_queue_that_does_not_exist() {
        assertThat(updateFailure(Queue.newBuilder().setName(NAME), "rateLimits"))
                .isEqualTo("Invalid mask: rateLimits");
    }

    @Test
    @Tag("recorded")
    void an_http_target_is_checked_outside_of_the_mask_too() {
        Queue.Builder bad = Queue.newBuilder()
                .setName(NAME)
                .setHttpTarget(HttpTarget.newBuilder()
                        .setUriOverride(UriOverride.newBuilder().setHost("")));
        Queue.Builder noEmail = Queue.newBuilder()
                .setName(NAME)
                .setHttpTarget(HttpTarget.newBuilder().setOidcToken(OidcToken.getDefaultInstance()));

        assertThat(updateFailure(bad, "rate_limits")).isEqualTo("Error in parsing HttpTarget. Invalid Host.");
        assertThat(updateFailure(noEmail, "rate_limits")).isEqualTo("service_account_email must be set.");
    }

    @Test
    @Tag("documented")
    void the_kind_of_a_queue_cannot_change() {
        create(Queue.newBuilder().setName(NAME).setPullTarget(PullTarget.getDefaultInstance()));
        Queue.Builder http = Queue.newBuilder().setName(NAME).setHttpTarget(HttpTarget.getDefaultInstance());

        assertThat(updateFailure(http)).isEqualTo("Queue.target_type is immutable.");
        assertThat(updateFailure(http, "http_target")).isEqualTo("Queue.target_type is immutable.");
        assertThat(update(http, "retry_config").hasPullTarget()).isTrue();
        assertThat(update(Queue.newBuilder().setName(NAME)).hasPullTarget()).isTrue();
        assertThat(update(Queue.newBuilder().setName(NAME), "pull_target").hasPullTarget())
                .isTrue();
    }

    @Test
    @Tag("recorded")
    void a_policy_is_stored_and_its_etag_guards_it() {
        create(Queue.newBuilder().setName(NAME));
        Binding viewer = Binding.newBuilder()
                .setRole("roles/cloudtasks.viewer")
                .addMembers("serviceAccount:a@b.c")
                .build();

        Policy before = policy(0);
        Policy set = setPolicy(Policy.newBuilder().addBindings(viewer).setEtag(before.getEtag()));

        assertThat(before)
                .isEqualTo(Policy.newBuilder()
                        .setEtag(ByteString.copyFrom(new byte[] {0, 32, 1}))
                        .build());
        assertThat(set.getVersion()).isEqualTo(1);
        assertThat(set.getBindingsList()).containsExactly(viewer);
        assertThat(set.getEtag()).isNotEqualTo(before.getEtag());
        assertThat(policy(3)).isEqualTo(set);
        SetIamPolicyRequest stale = SetIamPolicyRequest.newBuilder()
                .setResource(NAME)
                .setPolicy(before)
                .build();
        assertThat(door.failure("SetIamPolicy", stale).getCode()).isEqualTo(10);
    }

    @Test
    @Tag("recorded")
    void a_conditional_policy_is_refused() {
        create(Queue.newBuilder().setName(NAME));
        Binding.Builder conditional =
                Binding.newBuilder().setRole("roles/cloudtasks.viewer").addMembers("user:a@b.c");
        conditional.getConditionBuilder().setExpression("true");
        SetIamPolicyRequest request = SetIamPolicyRequest.newBuilder()
                .setResource(NAME)
                .setPolicy(Policy.newBuilder().setVersion(3).addBindings(conditional))
                .build();

        assertThat(door.failure("SetIamPolicy", request).getMessage())
                .isEqualTo("Can't set conditional policy on this resource");
    }

    @Test
    @Tag("documented")
    void a_policy_of_a_version_that_does_not_exist_cannot_be_asked_for() {
        create(Queue.newBuilder().setName(NAME));
        GetIamPolicyRequest request = GetIamPolicyRequest.newBuilder()
                .setResource(NAME)
                .setOptions(GetPolicyOptions.newBuilder().setRequestedPolicyVersion(2))
                .build();

        assertThat(door.failure("GetIamPolicy", request).getCode()).isEqualTo(3);
    }

    @Test
    @Tag("recorded")
    void permissions_are_granted_sorted() {
        create(Queue.newBuilder().setName(NAME));
        TestIamPermissionsRequest request = TestIamPermissionsRequest.newBuilder()
                .setResource(NAME)
                .addPermissions("cloudtasks.tasks.run")
                .addPermissions("cloudtasks.queues.get")
                .build();

        assertThat(door.call("TestIamPermissions", request, TestIamPermissionsResponse.getDefaultInstance())
                        .getPermissionsList())
                .containsExactly("cloudtasks.queues.get", "cloudtasks.tasks.run");
    }

    private Queue create(Queue.Builder queue) {
        return door.call(
                "CreateQueue",
                CreateQueueRequest.newBuilder()
                        .setParent(PARENT)
                        .setQueue(queue)
                        .build(),
                Queue.getDefaultInstance());
    }

    private Queue get() {
        return door.call("GetQueue", GetQueueRequest.newBuilder().setName(NAME).build(), Queue.getDefaultInstance());
    }

    private ListQueuesResponse list(ListQueuesRequest.Builder request) {
        return door.call("ListQueues", request.setParent(PARENT).build(), ListQueuesResponse.getDefaultInstance());
    }

    private static List<String> names(ListQueuesResponse response) {
        return response.getQueuesList().stream().map(Queue::getName).toList();
    }

    private Queue update(Queue.Builder queue, String... paths) {
        return door.call("UpdateQueue", updateRequest(queue, paths), Queue.getDefaultInstance());
    }

    private String updateFailure(Queue.Builder queue, String... paths) {
        return door.failure("UpdateQueue", updateRequest(queue, paths)).getMessage();
    }

    private static UpdateQueueRequest updateRequest(Queue.Builder queue, String... paths) {
        UpdateQueueRequest.Builder request = UpdateQueueRequest.newBuilder().setQueue(queue);
        if (paths.length > 0) {
            request.setUpdateMask(FieldMask.newBuilder().addAllPaths(List.of(paths)));
        }
        return request.build();
    }

    private void addPullTask() {
        Task task = Task.newBuilder()
                .setPullMessage(PullMessage.getDefaultInstance())
                .build();
        door.call(
                "CreateTask",
                CreateTaskRequest.newBuilder().setParent(NAME).setTask(task).build(),
                Task.getDefaultInstance());
    }

    private Policy policy(int version) {
        GetIamPolicyRequest request = GetIamPolicyRequest.newBuilder()
                .setResource(NAME)
                .setOptions(GetPolicyOptions.newBuilder().setRequestedPolicyVersion(version))
                .build();
        return door.call("GetIamPolicy", request, Policy.getDefaultInstance());
    }

    private Policy setPolicy(Policy.Builder policy) {
        return door.call(
                "SetIamPolicy",
                SetIamPolicyRequest.newBuilder()
                        .setResource(NAME)
                        .setPolicy(policy)
                        .build(),
                Policy.getDefaultInstance());
    }

    private static RateLimits rates(double perSecond, int burst, int concurrent) {
        return RateLimits.newBuilder()
                .setMaxTasksDispatchedPerSecond(perSecond)
                .setMaxBurstSize(burst)
                .setMaxConcurrentTasks(concurrent)
                .build();
    }
}
