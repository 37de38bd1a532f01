import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.api.gax.core.NoCredentialsProvider;
import com.google.api.gax.grpc.GrpcTransportChannel;
import com.google.api.gax.rpc.FixedTransportChannelProvider;
import com.google.cloud.tasks.v2.CloudTasksClient;
import com.google.cloud.tasks.v2.CloudTasksSettings;
import com.google.cloud.tasks.v2.HttpRequest;
import com.google.cloud.tasks.v2.Task;
import com.sun.net.httpserver.HttpServer;
import io.github.cloudtasks.emulator.CloudTasksEmulator;
import io.github.cloudtasks.junit5.EmulatedCloudTasks;
import io.grpc.ManagedChannel;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The surroundings of the JUnit example of docs/faults.md. CLASS and IS_IDEMPOTENT are replaced. */
class CLASS {
  static final String queue = "projects/demo/locations/us-central1/queues/orders";

  @EmulatedCloudTasks(queues = queue)
  static CloudTasksEmulator emulator;

  @EmulatedCloudTasks
  static ManagedChannel channel;

  final Orders orders = new Orders();
  CloudTasksClient client;
  HttpServer app;
  Task task;

  /** The application, which remembers tasks that it has done, or does not. */
  static class Orders {
    final Set<String> done = ConcurrentHashMap.newKeySet();
    final AtomicInteger count = new AtomicInteger();

    void handle(String taskName) {
      if (done.add(taskName) || !IS_IDEMPOTENT) {
        count.incrementAndGet();
      }
    }

    int count() {
      return count.get();
    }
  }

  @BeforeEach
  void start() throws Exception {
    client = CloudTasksClient.create(CloudTasksSettings.newBuilder()
        .setTransportChannelProvider(FixedTransportChannelProvider.create(GrpcTransportChannel.create(channel)))
        .setCredentialsProvider(NoCredentialsProvider.create())
        .build());
    app = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    app.setExecutor(Executors.newCachedThreadPool());
    app.createContext("/", exchange -> {
      orders.handle(exchange.getRequestHeaders().getFirst("X-CloudTasks-TaskName"));
      exchange.sendResponseHeaders(204, -1);
      exchange.close();
    });
    app.start();
    String url = "http://127.0.0.1:" + app.getAddress().getPort() + "/orders";
    task = Task.newBuilder().setHttpRequest(HttpRequest.newBuilder().setUrl(url)).build();
  }

  @AfterEach
  void stop() {
    client.close();
    app.stop(0);
  }

  EXAMPLE
}
