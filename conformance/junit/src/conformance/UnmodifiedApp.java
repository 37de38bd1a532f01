package conformance;

import com.google.cloud.tasks.v2.CloudTasksClient;
import com.google.cloud.tasks.v2.QueueName;

/** An application that knows nothing of the emulator: its client is created with no arguments. Creates a task for a URL. */
public final class UnmodifiedApp {
  private UnmodifiedApp() {}

  public static void main(String[] arguments) throws Exception {
    try (CloudTasksClient client = CloudTasksClient.create()) {
      QueueName queue = QueueName.of(System.getenv("GOOGLE_CLOUD_PROJECT"), "us-central1", "mail");
      System.out.println(client.createTask(queue, Client.task(arguments[0], "hello")).getName());
    }
  }
}
