package conformance.$api$;

import static conformance.Refusal.QUEUE_MISSING;
import static conformance.Refusal.refused;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.api.gax.rpc.StatusCode.Code;
import com.google.cloud.tasks.$api$.CloudTasksClient;
import com.google.cloud.tasks.$api$.QueueName;
import com.google.iam.v1.Binding;
import com.google.iam.v1.GetIamPolicyRequest;
import com.google.iam.v1.GetPolicyOptions;
import com.google.iam.v1.Policy;
import com.google.iam.v1.TestIamPermissionsRequest;
import com.google.protobuf.ByteString;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Access policies of queues. */
@ParameterizedClass
@EnumSource(Transport.class)
class IamTest {

  private static final ByteString NO_POLICY = ByteString.copyFrom(new byte[] {0, 32, 1});

  private final Project project;
  private final CloudTasksClient client;

  IamTest(Transport transport) {
    project = Project.over(transport);
    client = project.client();
  }

  private static Policy enqueuers(ByteString etag, String member) {
    Binding binding = Binding.newBuilder().setRole("roles/cloudtasks.enqueuer").addMembers(member).build();
    return Policy.newBuilder().setEtag(etag).addBindings(binding).build();
  }

  @Test
  void getIamPolicy_of_a_fresh_queue_is_an_etag() {
    QueueName queue = project.pausedQueue();
    GetIamPolicyRequest versioned =
        GetIamPolicyRequest.newBuilder()
            .setResource(queue.toString())
            .setOptions(GetPolicyOptions.newBuilder().setRequestedPolicyVersion(1))
            .build();

    assertEquals(Policy.newBuilder().setEtag(NO_POLICY).build(), client.getIamPolicy(queue));
    assertEquals(NO_POLICY, client.getIamPolicy(versioned).getEtag());
    refused(Code.NOT_FOUND, QUEUE_MISSING, () -> client.getIamPolicy(project.queue("none").toString()));
  }

  @Test
  void setIamPolicy_guards_with_its_etag() {
    QueueName queue = project.pausedQueue();

    Policy first = client.setIamPolicy(queue, enqueuers(ByteString.EMPTY, "user:a@b.c"));
    Policy second = client.setIamPolicy(queue.toString(), enqueuers(first.getEtag(), "user:d@e.f"));

    refused(Code.ABORTED, () -> client.setIamPolicy(queue, first));
    assertEquals(1, second.getVersion());
    assertEquals(List.of("user:d@e.f"), second.getBindings(0).getMembersList());
    assertEquals(second, client.getIamPolicy(queue));
  }

  @Test
  void testIamPermissions_grants_what_exists() {
    QueueName queue = project.pausedQueue();
    TestIamPermissionsRequest other =
        TestIamPermissionsRequest.newBuilder()
            .setResource(queue.toString())
            .addPermissions("storage.objects.get")
            .build();

    List<String> granted =
        client
            .testIamPermissions(queue, List.of("cloudtasks.tasks.create", "cloudtasks.queues.get"))
            .getPermissionsList();

    assertEquals(List.of("cloudtasks.queues.get", "cloudtasks.tasks.create"), granted);
    refused(
        Code.INVALID_ARGUMENT,
        "Permission storage.objects.get is not valid for this resource.",
        () -> client.testIamPermissions(other));
  }
}
