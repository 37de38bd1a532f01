package io.github.cloudtasks.rest;

import com.google.protobuf.TypeRegistry;
import io.github.cloudtasks.grpc.rpc.ApiVersion;
import io.github.cloudtasks.grpc.rpc.RpcService;
import io.github.cloudtasks.rest.discovery.BufferTaskEndpoint;
import io.github.cloudtasks.rest.routing.ResponseWriter;
import io.github.cloudtasks.rest.routing.RestRequest;
import io.github.cloudtasks.rest.routing.RestResponse;
import io.github.cloudtasks.rest.routing.Route;
import io.github.cloudtasks.rest.routing.Router;
import io.github.cloudtasks.rest.routing.RpcEndpoint;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The transcoder over a recording version, without a connection. */
public final class RouterFixture {
    public final FakeApiVersion calls = new FakeApiVersion();
    private final Router gateway;

    public RouterFixture() {
        ApiVersion version = calls.version();
        List<RpcService> services = new ArrayList<>(List.of(version.cloudTasks()));
        services.addAll(version.mixins());
        TypeRegistry types = RpcEndpoint.types(services);
        ResponseWriter representation = new ResponseWriter(types);
        List<Route> routes = new ArrayList<>(RpcEndpoint.routes(services, types, representation));
        routes.addAll(BufferTaskEndpoint.routes(version, representation));
        gateway = new Router(routes, representation);
    }

    /** An answer whose body is text. */
    public record Answer(int status, String contentType, String body, byte[] bytes) {}

    public Answer get(String target, String... headers) {
        return send("GET", target, "", headers);
    }

    public Answer post(String target, String body, String... headers) {
        return send("POST", target, body, headers);
    }

    public Answer send(String method, String target, String body, String... headers) {
        return send(method, target, body.getBytes(StandardCharsets.UTF_8), headers);
    }

    /** Sends a request; {@code headers} are names and values by turns. */
    public Answer send(String method, String target, byte[] body, String... headers) {
        HttpHeaders all = new DefaultHttpHeaders().add("Host", "localhost:8123");
        for (int i = 0; i < headers.length; i += 2) {
            all.add(headers[i], headers[i + 1]);
        }
        calls.forget();
        RestResponse response = gateway.handle(RestRequest.of("http", method, target, all, body))
                .join();
        String text = new String(response.body(), StandardCharsets.UTF_8);
        return new Answer(response.status(), response.contentType(), text, response.body());
    }
}
