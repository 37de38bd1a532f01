package conformance;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The server of a test, which receives its tasks. */
final class Target implements AutoCloseable {
  private final BlockingQueue<String> received = new LinkedBlockingQueue<>();
  private final HttpServer server;
  private volatile int status = 200;

  Target() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  private void answer(HttpExchange exchange) throws IOException {
    int chosen = status; // what was chosen before the test sees the request
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    received.add(exchange.getRequestURI().getPath() + " " + body);
    exchange.sendResponseHeaders(chosen, -1);
    exchange.close();
  }

  void answersWith(int newStatus) {
    status = newStatus;
  }

  String url(String path) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + path;
  }

  /** Returns the path and the body of the next request, in order of arrival; null if none arrives. */
  String take() throws InterruptedException {
    return received.poll(20, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
