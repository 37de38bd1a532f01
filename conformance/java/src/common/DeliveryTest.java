package conformance.$api$;

import static conformance.Sink.sink;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import com.google.cloud.tasks.$api$.CloudTasksClient;
import com.google.cloud.tasks.$api$.Queue;
import com.google.cloud.tasks.$api$.QueueName;
import com.google.cloud.tasks.$api$.RetryConfig;
import com.google.cloud.tasks.$api$.Task;
import conformance.Sink.Delivery;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Delivered push tasks. */
@ParameterizedClass
@EnumSource(Transport.class)
class DeliveryTest {

  private final Project project;
  private final CloudTasksClient client;

  DeliveryTest(Transport transport) {
    project = Project.over(transport);
    client = project.client();
  }

  @Test
  void an_HTTP_task_is_delivered_once_with_the_headers_of_the_service() {
    Task task = project.add(project.pushQueue(), "t");

    Delivery sent = sink().await(project.path(), 1).get(0);

    project.gone(task.getName());
    assertEquals("POST " + project.path() + " work", sent.method() + " " + sent.uri() + " " + sent.body());
    assertEquals("127.0.0.1:" + sink().port(), sent.header("Host"));
    assertEquals("Google-Cloud-Tasks", sent.header("User-Agent"));
    assertEquals("push", sent.header("X-CloudTasks-QueueName"));
    assertEquals("t", sent.header("X-CloudTasks-TaskName"));
    assertEquals("0", sent.header("X-CloudTasks-TaskRetryCount"));
    assertEquals("0", sent.header("X-CloudTasks-TaskExecutionCount"));
    assertNull(sent.header("Content-Type"));
    assertEquals(1, sink().deliveries(project.path()).size());
  }

  @Test
  void a_failed_attempt_is_retried() {
    sink().answer(project.path(), 503, 404);

    Task task = project.add(project.pushQueue(), "t");

    Delivery last = sink().await(project.path(), 3).get(2);
    project.gone(task.getName());
    assertEquals("2", last.header("X-CloudTasks-TaskRetryCount"));
    assertEquals("1", last.header("X-CloudTasks-TaskExecutionCount"));
    assertEquals("404", last.header("X-CloudTasks-TaskPreviousResponse"));
  }

  @Test
  void a_task_is_given_up_after_its_last_attempt() {
    sink().answer(project.path(), 500, 500);
    Queue once = project.named("once").setRetryConfig(RetryConfig.newBuilder().setMaxAttempts(1)).build();
    client.createQueue(project.location(), once);

    Task task = project.add(project.queue("once"), "t");

    project.gone(task.getName());
    assertEquals(1, sink().deliveries(project.path()).size());
  }

  @Test
  void an_App_Engine_task_is_delivered_to_the_app() {
    QueueName queue = project.pushQueue();

    client.createTask(queue, Attempts.toApp(project.path(), "work"));

    Delivery sent = sink().await(project.path(), 1).get(0);
    assertEquals("work", sent.body());
    assertEquals("push", sent.header("X-AppEngine-QueueName"));
    assertEquals(project.id() + ".appspot.com", sent.header("X-AppEngine-Default-Version-Hostname"));
  }
}
