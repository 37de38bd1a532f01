import com.google.cloud.tasks.v2.CloudTasksClient;
import com.google.cloud.tasks.v2.HttpRequest;
import com.google.cloud.tasks.v2.Task;
import com.sun.net.httpserver.HttpServer;
import java.net.InetSocketAddress;

/** The application of docs/testcontainers.md: creates a task for itself with a client without arguments, and serves POST /mail. */
public final class MailApp {
    public static void main(String[] arguments) throws Exception {
        try (CloudTasksClient client = CloudTasksClient.create()) {
            client.createTask("projects/demo/locations/us-central1/queues/mail", Task.newBuilder()
                    .setHttpRequest(HttpRequest.newBuilder().setUrl("http://app:8080/mail"))
                    .build());
        }
        // The container is ready, and its test begins, when the port is open, so the task exists by then.
        HttpServer server = HttpServer.create(new InetSocketAddress(8080), 0);
        server.createContext("/mail", exchange -> {
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.start();
    }
}
