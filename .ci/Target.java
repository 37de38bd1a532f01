import com.sun.net.httpserver.HttpServer;
import java.net.InetSocketAddress;

/** A web server on all interfaces that prints the method, path and Host header of each request. Usage: Target.java PORT */
public final class Target {
  public static void main(String[] arguments) throws Exception {
    HttpServer server = HttpServer.create(new InetSocketAddress(Integer.parseInt(arguments[0])), 0);
    server.createContext(
        "/",
        request -> {
          String host = request.getRequestHeaders().getFirst("Host");
          System.out.println(request.getRequestMethod() + " " + request.getRequestURI() + " " + host);
          request.sendResponseHeaders(200, -1);
          request.close();
        });
    server.start();
  }
}
