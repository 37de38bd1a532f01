package io.github.cloudtasks.rest.transcode;

import com.google.protobuf.TypeRegistry;
import io.github.cloudtasks.grpc.rpc.ApiVersion;
import io.github.cloudtasks.grpc.rpc.RpcService;
import io.github.cloudtasks.rest.RecordingVersion;
import io.github.cloudtasks.rest.discovery.BufferTask;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The transcoder over a recording version, without a connection. */
final class Door {
    final RecordingVersion calls = new RecordingVersion();
    private final Gateway gateway;

    Door() {
        ApiVersion version = calls.version();
        List<RpcService> services = new ArrayList<>(List.of(version.cloudTasks()));
        services.addAll(version.mixins());
        TypeRegistry types = Gateway.types(services);
        Representation representation = new Representation(types);
        List<Route> routes = new ArrayList<>(Gateway.routes(services, types, representation));
        routes.addAll(BufferTask.routes(version, representation));
        gateway = new Gateway(routes, representation);
    }

    /** An answer whose body is text. */
    record Answer(int status, String contentType, String body, byte[] bytes) {}

    Answer get(String target, String... headers) {
        return send("GET", target, "", headers);
    }

    Answer post(String target, String body, String... headers) {
        return send("POST", target, body, headers);
    }

    Answer send(String method, String target, String body, String... headers) {
        return send(method, target, body.getBytes(StandardCharsets.UTF_8), headers);
    }

    /** Sends a request; {@code headers} are names and values by turns. */
    Answer send(String method, String target, byte[] body, String... headers) {
        HttpHeaders all = new DefaultHttpHeaders().add("Host", "localhost:8123");
        for (int i = 0; i < headers.length; i += 2) {
            all.add(headers[i], headers[i + 1]);
        }
        calls.forget();
        RestResponse response = (RestResponse) gateway.answer(RestRequest.of("http", method, target, all, body));
        String text = new String(response.body(), StandardCharsets.UTF_8);
        return new Answer(response.status(), response.contentType(), text, response.body());
    }
}
