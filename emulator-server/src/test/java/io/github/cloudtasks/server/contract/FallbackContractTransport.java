package io.github.cloudtasks.server.contract;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.rpc.Code;
import com.google.rpc.Status;
import io.github.cloudtasks.model.Bytes;
import io.github.cloudtasks.model.HttpMethod;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;

/** The transport of clients with gRPC fallback, {@code POST /$rpc/SERVICE/METHOD}, on a real socket. */
final class FallbackContractTransport implements ContractTransport {
    private static final String PROTOBUF = "application/x-protobuf";

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String cloudTasks;
    private final String root;
    private final Runnable whenClosed;

    FallbackContractTransport(String version, String endpoint, Runnable whenClosed) {
        this.cloudTasks = "google.cloud.tasks." + version + ".CloudTasks";
        this.root = "http://" + endpoint + "/$rpc/";
        this.whenClosed = whenClosed;
    }

    @Override
    public String methodName(String rpc) {
        return cloudTasks + "." + rpc;
    }

    @Override
    public <T extends Message> T call(String method, Message request, T response) {
        String service = switch (method) {
            case "ListLocations", "GetLocation" -> "google.cloud.location.Locations";
            default -> cloudTasks;
        };
        HttpResponse<byte[]> answer = exchange(HttpRequest.newBuilder(URI.create(root + service + "/" + method))
                .header("Content-Type", PROTOBUF)
                .timeout(Duration.ofSeconds(30))
                .POST(BodyPublishers.ofByteArray(request.toByteArray()))
                .build());
        if (!answer.headers().firstValue("Content-Type").orElse("").equals(PROTOBUF)) {
            throw new AssertionError("not a message: " + answer.headers());
        }
        try {
            if (answer.statusCode() != 200) {
                throw RejectedCall.of(status(answer));
            }
            @SuppressWarnings("unchecked") // A message's parser parses messages of its type.
            T parsed = (T) response.getParserForType().parseFrom(answer.body());
            return parsed;
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError("malformed response", e);
        }
    }

    private static Status status(HttpResponse<byte[]> answer) throws InvalidProtocolBufferException {
        Status status = Status.parseFrom(answer.body());
        Code code = Code.forNumber(status.getCode());
        if (!Integer.valueOf(answer.statusCode()).equals(RestContractTransport.HTTP.get(code))) {
            throw new AssertionError("HTTP " + answer.statusCode() + " with " + status);
        }
        return status;
    }

    private HttpResponse<byte[]> exchange(HttpRequest request) {
        try {
            return http.send(request, BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new AssertionError("no response", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    @Override
    public <T extends Message> T bufferTask(
            String queue, String taskId, HttpMethod method, Map<String, String> headers, Bytes body, T response) {
        throw new UnsupportedOperationException("no descriptor has it");
    }

    @Override
    public void close() {
        http.close();
        whenClosed.run();
    }
}
