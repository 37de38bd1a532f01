// [imports]
import com.google.cloud.tasks.v2.CloudTasksClient;
// [end]
import com.google.cloud.tasks.v2.HttpRequest;
import com.google.cloud.tasks.v2.LocationName;
import com.google.cloud.tasks.v2.Queue;
import com.google.cloud.tasks.v2.QueueName;
import com.google.cloud.tasks.v2.Task;

/** Creates a task. */
public final class App {
    private App() {}

    public static void main(String[] arguments) throws Exception {
        // [client]
        CloudTasksClient client = CloudTasksClient.create();
        // [end]
        QueueName queue = QueueName.of("demo", "us-central1", "connect");
        client.createQueue(
                LocationName.of("demo", "us-central1"), Queue.newBuilder().setName(queue.toString()).build());
        Task task = Task.newBuilder()
                .setHttpRequest(HttpRequest.newBuilder().setUrl("http://localhost:1/x"))
                .build();
        System.out.println(client.createTask(queue, task).getName());
        client.close();
    }
}
