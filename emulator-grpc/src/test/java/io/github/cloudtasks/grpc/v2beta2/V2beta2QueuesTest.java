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
import io.github.cloudtasks.grpc.InProcessEmulator;
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

/** The queue methods of v2beta2, over gRPC and with the engine. */
class V2beta2QueuesTest {
    private static final String PARENT = "projects/p/locations/us-central1";
    private static final String NAME = PARENT + "/queues/q";
    private final InProcessEmulator emulator = new InProcessEmulator();

    @AfterEach
    void close() {
        emulator.close();
    }

    @Test
    @Tag("documented")
    void created_queue_has_all_defaults_and_can_be_read() {
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
    void routing_host_is_output_only() {
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
    void queue_can_be_paused_resumed_purged_and_deleted() {
        create(Queue.newBuilder().setName(NAME));

        Queue paused = emulator.call(
                "PauseQueue", PauseQueueRequest.newBuilder().setName(NAME).build(), Queue.getDefaultInstance());
        Queue resumed = emulator.call(
                "ResumeQueue", ResumeQueueRequest.newBuilder().setName(NAME).build(), Queue.getDefaultInstance());
        Queue purged = emulator.call(
                "PurgeQueue", PurgeQueueRequest.newBuilder().setName(NAME).build(), Queue.getDefaultInstance());
        emulator.call(
                "DeleteQueue", DeleteQueueRequest.newBuilder().setName(NAME).build(), Empty.getDefaultInstance());

        assertThat(paused.getState()).isEqualTo(Queue.State.PAUSED);
        assertThat(resumed.getState()).isEqualTo(Queue.State.RUNNING);
        assertThat(Timestamps.toString(purged.getPurgeTime())).isEqualTo(InProcessEmulator.START.toString());
        assertThat(emulator.failure(
                                "GetQueue",
                                GetQueueRequest.newBuilder().setName(NAME).build())
                        .getCode())
                .isEqualTo(5);
    }

    @Test
    @Tag("recorded")
    void queue_list_is_filtered_and_paged() {
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
    void filter_on_unknown_field_is_rejected() {
        assertThat(emulator.failure(
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
    void statistics_are_shown_only_if_read_mask_names_them() {
        create(Queue.newBuilder().setName(NAME).setPullTarget(PullTarget.getDefaultInstance()));
        addPullTask();
        FieldMask mask = FieldMask.newBuilder()
                .addPaths("name")
                .addPaths("stats.tasks_count")
                .build();

        Queue masked = emulator.call(
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
    void update_creates_missing_queue_and_changes_masked_fields_of_existing_queue() {
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
    void mask_without_paths_covers_all_fields() {
        create(Queue.newBuilder()
                .setName(NAME)
                .setRateLimits(RateLimits.newBuilder().setMaxTasksDispatchedPerSecond(10)));
        UpdateQueueRequest request = UpdateQueueRequest.newBuilder()
                .setQueue(Queue.newBuilder().setName(NAME))
                .setUpdateMask(FieldMask.getDefaultInstance())
                .build();

        Queue updated = emulator.call("UpdateQueue", request, Queue.getDefaultInstance());

        assertThat(updated.getRateLimits()).isEqualTo(rates(500, 100, 1000));
    }

    @Test
    @Tag("recorded")
    void invalid_mask_is_rejected_even_for_a_missing_queue() {
        assertThat(updateFailure(Queue.newBuilder().setName(NAME), "rateLimits"))
                .isEqualTo("Invalid mask: rateLimits");
    }

    @Test
    @Tag("recorded")
    void http_target_is_validated_even_outside_of_mask() {
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
    void queue_type_cannot_change() {
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
    void iam_policy_is_stored_and_protected_by_its_etag() {
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
        assertThat(emulator.failure("SetIamPolicy", stale).getCode()).isEqualTo(10);
    }

    @Test
    @Tag("recorded")
    void conditional_iam_policy_is_rejected() {
        create(Queue.newBuilder().setName(NAME));
        Binding.Builder conditional =
                Binding.newBuilder().setRole("roles/cloudtasks.viewer").addMembers("user:a@b.c");
        conditional.getConditionBuilder().setExpression("true");
        SetIamPolicyRequest request = SetIamPolicyRequest.newBuilder()
                .setResource(NAME)
                .setPolicy(Policy.newBuilder().setVersion(3).addBindings(conditional))
                .build();

        assertThat(emulator.failure("SetIamPolicy", request).getMessage())
                .isEqualTo("Can't set conditional policy on this resource");
    }

    @Test
    @Tag("documented")
    void unknown_iam_policy_version_is_rejected() {
        create(Queue.newBuilder().setName(NAME));
        GetIamPolicyRequest request = GetIamPolicyRequest.newBuilder()
                .setResource(NAME)
                .setOptions(GetPolicyOptions.newBuilder().setRequestedPolicyVersion(2))
                .build();

        assertThat(emulator.failure("GetIamPolicy", request).getCode()).isEqualTo(3);
    }

    @Test
    @Tag("recorded")
    void tested_permissions_are_granted_in_sorted_order() {
        create(Queue.newBuilder().setName(NAME));
        TestIamPermissionsRequest request = TestIamPermissionsRequest.newBuilder()
                .setResource(NAME)
                .addPermissions("cloudtasks.tasks.run")
                .addPermissions("cloudtasks.queues.get")
                .build();

        assertThat(emulator.call("TestIamPermissions", request, TestIamPermissionsResponse.getDefaultInstance())
                        .getPermissionsList())
                .containsExactly("cloudtasks.queues.get", "cloudtasks.tasks.run");
    }

    private Queue create(Queue.Builder queue) {
        return emulator.call(
                "CreateQueue",
                CreateQueueRequest.newBuilder()
                        .setParent(PARENT)
                        .setQueue(queue)
                        .build(),
                Queue.getDefaultInstance());
    }

    private Queue get() {
        return emulator.call(
                "GetQueue", GetQueueRequest.newBuilder().setName(NAME).build(), Queue.getDefaultInstance());
    }

    private ListQueuesResponse list(ListQueuesRequest.Builder request) {
        return emulator.call("ListQueues", request.setParent(PARENT).build(), ListQueuesResponse.getDefaultInstance());
    }

    private static List<String> names(ListQueuesResponse response) {
        return response.getQueuesList().stream().map(Queue::getName).toList();
    }

    private Queue update(Queue.Builder queue, String... paths) {
        return emulator.call("UpdateQueue", updateRequest(queue, paths), Queue.getDefaultInstance());
    }

    private String updateFailure(Queue.Builder queue, String... paths) {
        return emulator.failure("UpdateQueue", updateRequest(queue, paths)).getMessage();
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
        emulator.call(
                "CreateTask",
                CreateTaskRequest.newBuilder().setParent(NAME).setTask(task).build(),
                Task.getDefaultInstance());
    }

    private Policy policy(int version) {
        GetIamPolicyRequest request = GetIamPolicyRequest.newBuilder()
                .setResource(NAME)
                .setOptions(GetPolicyOptions.newBuilder().setRequestedPolicyVersion(version))
                .build();
        return emulator.call("GetIamPolicy", request, Policy.getDefaultInstance());
    }

    private Policy setPolicy(Policy.Builder policy) {
        return emulator.call(
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
