package conformance.$api$;

import static conformance.Eventually.eventually;

import com.google.api.gax.rpc.NotFoundException;
import com.google.cloud.tasks.$api$.CloudTasksClient;
import com.google.cloud.tasks.$api$.HttpRequest;
import com.google.cloud.tasks.$api$.LocationName;
import com.google.cloud.tasks.$api$.Queue;
import com.google.cloud.tasks.$api$.QueueName;
import com.google.cloud.tasks.$api$.RetryConfig;
import com.google.cloud.tasks.$api$.Task;
import com.google.cloud.tasks.$api$.TaskName;
import com.google.protobuf.ByteString;
import com.google.protobuf.util.Durations;
import conformance.Refusal;
import conformance.Sink;
import java.util.UUID;

/** A project that only one test uses, and common operations in it. */
record Project(CloudTasksClient client, String id, String path) {

  /** A fresh project. */
  static Project over(Transport transport) {
    String word = UUID.randomUUID().toString().substring(24);
    return new Project(transport.client(), "conformance-" + word, "/" + word);
  }

  LocationName location() {
    return LocationName.of(id, "us-central1");
  }

  QueueName queue(String queueId) {
    return QueueName.of(id, "us-central1", queueId);
  }

  TaskName task(String queueId, String taskId) {
    return TaskName.of(id, "us-central1", queueId, taskId);
  }

  /** Creates a queue with default settings. */
  Queue create(String queueId) {
    return client.createQueue(location(), named(queueId).build());
  }

  Queue.Builder named(String queueId) {
    return Queue.newBuilder().setName(queue(queueId).toString());
  }

  /** Creates a push queue that retries quickly, and returns its name. */
  QueueName pushQueue() {
    RetryConfig retry =
        RetryConfig.newBuilder().setMinBackoff(Durations.fromMillis(100)).setMaxBackoff(Durations.fromSeconds(1)).build();
    client.createQueue(location(), named("push").setRetryConfig(retry).build());
    return queue("push");
  }

  /** Creates a push queue that keeps its tasks, and returns its name. */
  QueueName pausedQueue() {
    client.pauseQueue(pushQueue());
    return queue("push");
  }

  /** An HTTP task with a body for this test's path at the sink. */
  Task.Builder httpTask() {
    HttpRequest request =
        HttpRequest.newBuilder().setUrl(Sink.sink().url(path)).setBody(ByteString.copyFromUtf8("work")).build();
    return Task.newBuilder().setHttpRequest(request);
  }

  /** Creates such a task with this id. */
  Task add(QueueName queue, String taskId) {
    return client.createTask(queue, httpTask().setName(queue + "/tasks/" + taskId).build());
  }

  /** Waits until a task does not exist any more. */
  void gone(String task) {
    eventually(() -> whyMissing(task), Refusal.TASK_GONE::equals);
  }

  private String whyMissing(String task) {
    try {
      client.getTask(task);
      return "";
    } catch (NotFoundException e) {
      return Refusal.text(e);
    }
  }
}
