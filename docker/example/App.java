import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** An app that creates a task when it starts, and prints the tasks that it receives. */
public final class App {
  private static final String QUEUE = "projects/demo/locations/us-central1/queues/mail";

  public static void main(String[] arguments) throws Exception {
    HttpServer server = HttpServer.create(new InetSocketAddress(8080), 0);
    server.createContext("/mail", App::receive);
    server.start();
    createTask("hello");
  }

  private static void receive(HttpExchange task) throws IOException {
    String body = new String(task.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    String queue = task.getRequestHeaders().getFirst("X-CloudTasks-QueueName");
    System.out.println("received " + body + " from the queue " + queue);
    task.sendResponseHeaders(200, -1);
    task.close();
  }

  /** Sends the request of a client library. SELF is the address of this app for the emulator. */
  private static void createTask(String body) throws Exception {
    String task =
        """
        {"task": {"httpRequest": {"url": "%s/mail", "body": "%s"}}}
        """
            .formatted(System.getenv("SELF"), Base64.getEncoder().encodeToString(body.getBytes(StandardCharsets.UTF_8)));
    URI tasks = URI.create(System.getenv("CLOUD_TASKS") + "/v2/" + QUEUE + "/tasks");
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request = HttpRequest.newBuilder(tasks).POST(BodyPublishers.ofString(task)).build();
      int status = client.send(request, BodyHandlers.discarding()).statusCode();
      if (status != 200) {
        throw new IllegalStateException("the task was answered with " + status);
      }
    }
  }
}
