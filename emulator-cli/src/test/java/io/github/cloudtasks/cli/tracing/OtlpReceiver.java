package io.github.cloudtasks.cli.tracing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.zip.GZIPInputStream;

/** Receives traces over OTLP (HTTP with protobuf) on a free port of loopback. */
public final class OtlpReceiver implements AutoCloseable {
    private static final long TIMEOUT_SECONDS = 30;

    private final HttpServer server;
    private final BlockingQueue<Span> arrived = new LinkedBlockingQueue<>();
    private final List<Span> spans = new CopyOnWriteArrayList<>();
    private final List<String> services = new CopyOnWriteArrayList<>();

    private OtlpReceiver(HttpServer server) {
        this.server = server;
    }

    public static OtlpReceiver start() throws IOException {
        OtlpReceiver receiver =
                new OtlpReceiver(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
        receiver.server.createContext("/v1/traces", receiver::receive);
        receiver.server.start();
        return receiver;
    }

    /** Returns the value for {@code OTEL_EXPORTER_OTLP_ENDPOINT}. */
    public String endpoint() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void receive(HttpExchange exchange) throws IOException {
        boolean compressed = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
        try (exchange;
                InputStream body =
                        compressed ? new GZIPInputStream(exchange.getRequestBody()) : exchange.getRequestBody()) {
            for (ResourceSpans resource :
                    ExportTraceServiceRequest.parseFrom(body).getResourceSpansList()) {
                services.add(attribute(resource.getResource().getAttributesList(), "service.name"));
                resource.getScopeSpansList().forEach(scope -> arrived.addAll(scope.getSpansList()));
            }
            exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
            exchange.sendResponseHeaders(200, -1);
        }
    }

    /** Waits for the first span that matches, and returns it. */
    public Span await(Predicate<Span> matching) throws InterruptedException {
        for (Span span : spans) {
            if (matching.test(span)) {
                return span;
            }
        }
        while (true) {
            Span span = arrived.poll(TIMEOUT_SECONDS, TimeUnit.SECONDS);
            if (span == null) {
                throw new AssertionError("no such span arrived, but " + spans);
            }
            spans.add(span);
            if (matching.test(span)) {
                return span;
            }
        }
    }

    /** Waits for the first span with this name that belongs to a trace, and returns it. */
    public Span await(String name, String traceId) throws InterruptedException {
        return await(span -> span.getName().equals(name)
                && hex(span.getTraceId().toByteArray()).equals(traceId));
    }

    /** Returns the names of the services that have sent spans. */
    public List<String> services() {
        return services;
    }

    /** Returns the text or the number of an attribute; empty if there is none. */
    public static String attribute(Span span, String key) {
        return attribute(span.getAttributesList(), key);
    }

    private static String attribute(List<KeyValue> attributes, String key) {
        for (KeyValue attribute : attributes) {
            if (attribute.getKey().equals(key)) {
                return attribute.getValue().hasIntValue()
                        ? Long.toString(attribute.getValue().getIntValue())
                        : attribute.getValue().getStringValue();
            }
        }
        return "";
    }

    public static String hex(byte[] id) {
        return HexFormat.of().formatHex(id);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
