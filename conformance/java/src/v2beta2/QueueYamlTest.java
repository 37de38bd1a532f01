package conformance.v2beta2;

import static conformance.Refusal.refused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.api.HttpBody;
import com.google.api.gax.rpc.StatusCode.Code;
import com.google.cloud.tasks.v2beta2.CloudTasksClient;
import com.google.cloud.tasks.v2beta2.UploadQueueYamlRequest;
import com.google.protobuf.ByteString;
import org.junit.jupiter.api.Test;

/** queue.yaml, which the client does not have over HTTP/JSON. */
class QueueYamlTest {

  private final Project project = Project.over(Transport.GRPC);
  private final CloudTasksClient client = project.client();

  private UploadQueueYamlRequest upload(String yaml) {
    HttpBody body = HttpBody.newBuilder().setData(ByteString.copyFromUtf8(yaml)).build();
    return UploadQueueYamlRequest.newBuilder().setAppId(project.id()).setHttpBody(body).build();
  }

  @Test
  void uploadQueueYaml_makes_its_queues() {
    client.uploadQueueYaml(upload("queue:\n- name: nightly\n  rate: 30/m\n- name: hauling\n  mode: pull\n"));

    assertEquals(0.5, Rates.of(client.getQueue(project.queue("nightly"))).perSecond());
    assertTrue(client.getQueue(project.queue("hauling")).hasPullTarget());
  }

  @Test
  void uploadQueueYamlCallable_refuses_what_is_no_queue_yaml() {
    client.uploadQueueYamlCallable().call(upload("queue:\n- name: nightly\n  rate: 30/m\n"));

    refused(Code.INVALID_ARGUMENT, () -> client.uploadQueueYamlCallable().call(upload("queue: [\n")));
    assertEquals(0.5, Rates.of(client.getQueue(project.queue("nightly"))).perSecond());
  }

  @Test
  void uploadQueueYaml_has_no_path_over_HTTP() {
    assertThrows(
        UnsupportedOperationException.class, () -> Transport.HTTP_JSON.client().uploadQueueYaml(upload("queue:\n")));
  }
}
