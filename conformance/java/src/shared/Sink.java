package conformance;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Executors;

/** Receives push tasks, at the port that the server uses as App Engine. Each test has its own path. */
public final class Sink {

  private static final Sink SINK = new Sink(Integer.parseInt(System.getenv("CONFORMANCE_SINK_PORT")));

  private final HttpServer server;
  private final Map<String, Queue<Integer>> answers = new HashMap<>();
  private final Map<String, List<Delivery>> seen = new HashMap<>();

  /** A received request. */
  public record Delivery(String method, String uri, String body, Headers headers) {

    /** The first value of a header, or null. */
    public String header(String name) {
      return headers.getFirst(name);
    }
  }

  private Sink(int port) {
    try {
      server = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(Executors.newCachedThreadPool(Sink::daemon));
    server.createContext("/", this::take);
    server.start();
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "sink");
    thread.setDaemon(true);
    return thread;
  }

  /** The one sink of this process. */
  public static Sink sink() {
    return SINK;
  }

  /** The port of loopback that it listens on. */
  public int port() {
    return server.getAddress().getPort();
  }

  /** The URL of a path. */
  public String url(String path) {
    return "http://127.0.0.1:" + port() + path;
  }

  /** Sets the next statuses for a path; after the last one the sink responds with 200 again. */
  public synchronized void answer(String path, Integer... statuses) {
    answers.computeIfAbsent(path, key -> new ArrayDeque<>()).addAll(List.of(statuses));
  }

  /** Returns all requests received at a path, in order. */
  public synchronized List<Delivery> deliveries(String path) {
    return List.copyOf(seen.getOrDefault(path, List.of()));
  }

  /** Waits until this many requests have arrived at a path, and returns them. */
  public List<Delivery> await(String path, int count) {
    return Eventually.eventually(() -> deliveries(path), found -> found.size() >= count);
  }

  private void take(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    String uri = exchange.getRequestURI().toString();
    exchange.sendResponseHeaders(
        status(new Delivery(exchange.getRequestMethod(), uri, body, exchange.getRequestHeaders())), -1);
    exchange.close();
  }

  private synchronized int status(Delivery delivery) {
    String path = delivery.uri().split("\\?", 2)[0];
    seen.computeIfAbsent(path, key -> new ArrayList<>()).add(delivery);
    Integer ordered = answers.getOrDefault(path, new ArrayDeque<>()).poll();
    return ordered == null ? 200 : ordered;
  }
}
