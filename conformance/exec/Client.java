import com.google.cloud.tasks.v2.CloudTasksClient;
import com.google.cloud.tasks.v2.CloudTasksSettings;
import com.google.cloud.tasks.v2.HttpRequest;
import com.google.cloud.tasks.v2.LocationName;
import com.google.cloud.tasks.v2.Queue;
import com.google.cloud.tasks.v2.QueueName;
import com.google.cloud.tasks.v2.Task;
import com.google.cloud.tasks.v2.TaskName;

/** The client of Java, with no settings; over REST with the argument "rest". */
public final class Client {
    public static void main(String[] arguments) throws Exception {
        boolean rest = arguments.length > 0;
        String project = System.getenv("GOOGLE_CLOUD_PROJECT");
        try (CloudTasksClient client =
                rest ? CloudTasksClient.create(CloudTasksSettings.newHttpJsonBuilder().build()) : CloudTasksClient.create()) {
            QueueName queue = QueueName.of(project, "us-central1", "q");
            client.createQueue(
                    LocationName.of(project, "us-central1"), Queue.newBuilder().setName(queue.toString()).build());
            client.createTask(queue, Task.newBuilder()
                    .setName(TaskName.of(project, "us-central1", "q", "a").toString())
                    .setHttpRequest(HttpRequest.newBuilder().setUrl("http://localhost:1/x"))
                    .build());
            client.listTasks(queue).iterateAll().forEach(task -> System.out.println(task.getName()));
        }
    }
}
