package conformance.$api$;

import static conformance.Refusal.refused;
import static conformance.Sink.sink;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.api.gax.rpc.ApiException;
import com.google.api.gax.rpc.StatusCode.Code;
import com.google.cloud.tasks.$api$.CloudTasksClient;
import com.google.cloud.tasks.$api$.GetQueueRequest;
import com.google.cloud.tasks.$api$.HttpMethod;
import com.google.cloud.tasks.$api$.HttpRequest;
import com.google.cloud.tasks.$api$.HttpTarget;
import com.google.cloud.tasks.$api$.PathOverride;
import com.google.cloud.tasks.$api$.Queue;
import com.google.cloud.tasks.$api$.Task;
import com.google.cloud.tasks.$api$.UriOverride;
import com.google.protobuf.ByteString;
import com.google.protobuf.FieldMask;
import conformance.Sink.Delivery;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Targets and statistics of queues, which this release of the client has in v2beta2 and v2beta3 only. */
@ParameterizedClass
@EnumSource(Transport.class)
class HttpTargetTest {

  private final Project project;
  private final CloudTasksClient client;

  HttpTargetTest(Transport transport) {
    project = Project.over(transport);
    client = project.client();
  }

  @Test
  void a_queue_level_target_overrides_its_tasks() {
    UriOverride uri =
        UriOverride.newBuilder()
            .setScheme(UriOverride.Scheme.HTTP)
            .setHost("127.0.0.1")
            .setPort(sink().port())
            .setPathOverride(PathOverride.newBuilder().setPath(project.path()))
            .build();
    HttpTarget.Header header = HttpTarget.Header.newBuilder().setKey("X-Queue").setValue("yes").build();
    HttpTarget target =
        HttpTarget.newBuilder()
            .setUriOverride(uri)
            .setHttpMethod(HttpMethod.PUT)
            .addHeaderOverrides(HttpTarget.HeaderOverride.newBuilder().setHeader(header))
            .build();

    Queue queue = client.createQueue(project.location(), project.named("q").setHttpTarget(target).build());

    assertEquals(target, queue.getHttpTarget());
    HttpRequest request =
        HttpRequest.newBuilder().setUrl("https://example.invalid/").setBody(ByteString.copyFromUtf8("work")).build();
    client.createTask(project.queue("q"), Task.newBuilder().setHttpRequest(request).build());
    Delivery sent = sink().await(project.path(), 1).get(0);
    assertEquals("PUT " + project.path() + " work", sent.method() + " " + sent.uri() + " " + sent.body());
    assertEquals("yes", sent.header("X-Queue"));
  }

  @Test
  void a_host_that_is_none_is_refused_with_the_reason() {
    HttpTarget target =
        HttpTarget.newBuilder().setUriOverride(UriOverride.newBuilder().setHost("http://host")).build();

    ApiException e =
        refused(
            Code.INVALID_ARGUMENT,
            "Error in parsing HttpTarget. Invalid Host.",
            () -> client.createQueue(project.location(), project.named("q").setHttpTarget(target).build()));

    assertEquals("INVALID_INPUT_ON_HTTP_TARGET_OVERRIDE", e.getReason());
    assertEquals("cloudtasks.googleapis.com", e.getDomain());
    assertEquals("Invalid Host.", e.getMetadata().get("invalid_field"));
  }

  @Test
  void a_read_mask_brings_statistics() {
    project.add(project.pausedQueue(), "t");
    FieldMask mask = FieldMask.newBuilder().addPaths("stats").build();

    Queue queue =
        client.getQueue(
            GetQueueRequest.newBuilder().setName(project.queue("push").toString()).setReadMask(mask).build());

    assertEquals(1, queue.getStats().getTasksCount());
    assertEquals("", queue.getName());
  }
}
