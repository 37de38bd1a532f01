import com.google.cloud.tasks.v2.CloudTasksClient;
import com.google.cloud.tasks.v2.HttpRequest;
import com.google.cloud.tasks.v2.LocationName;
import com.google.cloud.tasks.v2.Queue;
import com.google.cloud.tasks.v2.QueueName;
import com.google.cloud.tasks.v2.Task;
import com.google.cloud.tasks.v2.TaskName;
import org.junit.jupiter.api.Test;

/** A test run of Java. */
class ClientTest {
    @Test
    void task_is_created() throws Exception {
        String project = System.getenv("GOOGLE_CLOUD_PROJECT");
        try (CloudTasksClient client = CloudTasksClient.create()) {
            QueueName queue = QueueName.of(project, "us-central1", "q");
            client.createQueue(
                    LocationName.of(project, "us-central1"), Queue.newBuilder().setName(queue.toString()).build());
            Task task = client.createTask(queue, Task.newBuilder()
                    .setName(TaskName.of(project, "us-central1", "q", "a").toString())
                    .setHttpRequest(HttpRequest.newBuilder().setUrl("http://localhost:1/x"))
                    .build());
            System.out.println(task.getName());
        }
    }
}
