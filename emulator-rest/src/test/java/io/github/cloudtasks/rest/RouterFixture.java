package io.github.cloudtasks.rest;

import com.google.protobuf.TypeRegistry;
import io.github.cloudtasks.grpc.load.MemoryBudget;
import io.github.cloudtasks.grpc.rpc.ApiVersion;
import io.github.cloudtasks.grpc.rpc.RpcService;
import io.github.cloudtasks.rest.batch.BatchEndpoint;
import io.github.cloudtasks.rest.discovery.BufferTaskEndpoint;
import io.github.cloudtasks.rest.routing.ResponseWriter;
import io.github.cloudtasks.rest.routing.RestRequest;
import io.github.cloudtasks.rest.routing.RestResponse;
import io.github.cloudtasks.rest.routing.Route;
import io.github.cloudtasks.rest.routing.RouteKind;
import io.github.cloudtasks.rest.routing.Router;
import io.github.cloudtasks.rest.routing.RpcEndpoint;
import io.github.cloudtasks.rest.rpc.GrpcFallbackEndpoint;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A router for a fake API version, without a connection. */
public final class RouterFixture {
    public final FakeApiVersion api = new FakeApiVersion();
    private final Router router;

    public RouterFixture() {
        ApiVersion version = api.version();
        List<RpcService> services = new ArrayList<>(List.of(version.cloudTasks()));
        services.addAll(version.mixins());
        TypeRegistry types = RpcEndpoint.types(services);
        ResponseWriter writer = new ResponseWriter(types);
        List<Route> routes = new ArrayList<>(RpcEndpoint.routes(services, types, writer));
        routes.addAll(BufferTaskEndpoint.routes(version, writer));
        routes.addAll(GrpcFallbackEndpoint.routes(services, types, writer));
        routes.addAll(BatchEndpoint.routes(
                new Router(
                        routes.stream()
                                .map(route -> route.as(RouteKind.BATCH_ITEM))
                                .toList(),
                        writer),
                MemoryBudget.unlimited()));
        router = new Router(routes, writer);
    }

    /** A response with its body as text and as bytes. */
    public record Response(int status, String contentType, String body, byte[] bytes) {}

    public Response get(String target, String... headers) {
        return send("GET", target, "", headers);
    }

    public Response post(String target, String body, String... headers) {
        return send("POST", target, body, headers);
    }

    public Response send(String method, String target, String body, String... headers) {
        return send(method, target, body.getBytes(StandardCharsets.UTF_8), headers);
    }

    /** Sends a request; {@code headers} alternates names and values. */
    public Response send(String method, String target, byte[] body, String... headers) {
        RestResponse response = respond(method, target, body, headers);
        byte[] bytes = bytes(response);
        String text = new String(bytes, StandardCharsets.UTF_8);
        return new Response(response.status(), response.contentType(), text, bytes);
    }

    /** Sends a request, and returns a response whose stream has not been written. */
    public RestResponse respond(String method, String target, byte[] body, String... headers) {
        HttpHeaders all = new DefaultHttpHeaders().add("Host", "localhost:8123");
        for (int i = 0; i < headers.length; i += 2) {
            all.add(headers[i], headers[i + 1]);
        }
        api.forget();
        return router.handle(RestRequest.of("http", method, target, all, body)).join();
    }

    private static byte[] bytes(RestResponse response) {
        if (response.stream() == null) {
            return response.body();
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            response.stream().writeTo(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
