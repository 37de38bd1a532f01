package io.github.cloudtasks.testcontainers;

import com.google.cloud.tasks.v2.CloudTasksClient;
import com.google.cloud.tasks.v2.HttpRequest;
import com.google.cloud.tasks.v2.QueueName;
import com.google.cloud.tasks.v2.Task;

/** An application that knows nothing of the emulator: its client is created with no arguments. Runs in a container. */
public final class UnmodifiedApp {
    private UnmodifiedApp() {}

    public static void main(String[] arguments) throws Exception {
        try (CloudTasksClient client = CloudTasksClient.create()) {
            Task task = Task.newBuilder()
                    .setHttpRequest(HttpRequest.newBuilder().setUrl("http://localhost:1/x"))
                    .build();
            QueueName queue = QueueName.of(System.getenv("GOOGLE_CLOUD_PROJECT"), "us-central1", "mail");
            System.out.println("created " + client.createTask(queue, task).getName());
        }
    }
}
