package io.github.cloudtasks.rest.batch;

import io.github.cloudtasks.rest.errors.RequestErrors;
import io.github.cloudtasks.rest.http.ContentCoding;
import io.github.cloudtasks.rest.routing.Endpoint;
import io.github.cloudtasks.rest.routing.ErrorResponses;
import io.github.cloudtasks.rest.routing.MatchedRequest;
import io.github.cloudtasks.rest.routing.RestRequest;
import io.github.cloudtasks.rest.routing.RestResponse;
import io.github.cloudtasks.rest.routing.Route;
import io.github.cloudtasks.rest.routing.Router;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Several REST requests in one (documented for Google's APIs as batch requests): a {@code multipart/mixed} body whose
 * parts are HTTP requests, answered with a part for each of them, in the same order. Headers of the batch, except those
 * about its content, apply to every request that does not have them itself.
 *
 * <p>The whole batch is checked before its first request is processed. Requests are processed one after the other, each
 * whatever happens to the others, also if the client has disconnected meanwhile. Every response is written before the
 * next request is processed, so that a batch needs the memory of one response.
 */
public final class BatchEndpoint implements Endpoint {
    /** The maximum number of requests in a batch (documented). */
    static final int MAX_ITEMS = 1000;

    private static final Logger log = LoggerFactory.getLogger(BatchEndpoint.class);
    private static final String CRLF = "\r\n";
    private static final int MAX_BODY = 32 << 20;

    /** The headers of the batch that its requests do not inherit. */
    private static final Pattern OWN_HEADERS = Pattern.compile("(content-|proxy-|transfer-).*"
            + "|accept-encoding|connection|expect|keep-alive|te|trailer|upgrade|x-http-method-override");

    private final Router router;

    private BatchEndpoint(Router router) {
        this.router = router;
    }

    /**
     * Returns the routes: {@code /batch}, which the discovery documents name, and the paths with an API and a version
     * that Google's documentation shows.
     *
     * @param router the methods that may be called
     */
    public static List<Route> routes(Router router) {
        Endpoint batch = new BatchEndpoint(router);
        return List.of(
                Route.of("POST", "/batch", batch),
                Route.of("POST", "/batch/{api}", batch),
                Route.of("POST", "/batch/{api}/{version}", batch));
    }

    @Override
    public CompletableFuture<RestResponse> handle(MatchedRequest matched) {
        matched.rejectParameters();
        RestRequest batch = matched.request();
        List<BatchItem> items = items(batch);
        String boundary = "batch_" + UUID.randomUUID();
        return CompletableFuture.completedFuture(RestResponse.streamed(
                200, "multipart/mixed; boundary=" + boundary, out -> process(batch, items, boundary, out)));
    }

    private static List<BatchItem> items(RestRequest batch) {
        byte[] body = batch.body();
        try {
            if (!batch.contentType().equals("multipart/mixed")) {
                throw new MalformedBatchException("the Content-Type is not multipart/mixed");
            }
            String boundary = Multipart.boundary(batch.headers().get(HttpHeaderNames.CONTENT_TYPE));
            List<BatchItem> items = new ArrayList<>();
            for (Multipart.Part part : Multipart.parts(body, boundary, MAX_ITEMS)) {
                items.add(BatchItem.read(body, part));
            }
            if (items.isEmpty()) {
                throw new MalformedBatchException("0 items");
            }
            return items;
        } catch (MalformedBatchException e) {
            throw RequestErrors.malformedBatch(e.reason(), body.length);
        }
    }

    private void process(RestRequest batch, List<BatchItem> items, String boundary, OutputStream client)
            throws IOException {
        OutputStream out = client;
        IOException disconnected = null;
        for (BatchItem item : items) {
            RestResponse response = respond(batch, item);
            try {
                write(item, response, boundary, out);
            } catch (IOException e) {
                log.debug("The client of a batch has disconnected; its remaining requests are processed all the same");
                disconnected = e;
                out = OutputStream.nullOutputStream();
            }
        }
        if (disconnected != null) {
            throw disconnected;
        }
        out.write(ascii("--" + boundary + "--" + CRLF));
    }

    private RestResponse respond(RestRequest batch, BatchItem item) {
        if (item.isOtherVersion()) {
            return ErrorResponses.json(505, ErrorResponses.OTHER_VERSION, "UNIMPLEMENTED");
        }
        HttpHeaders headers = headers(batch.headers(), item.headers());
        byte[] sent = Arrays.copyOfRange(batch.body(), item.from(), item.to());
        byte[] body;
        try {
            body = ContentCoding.decode(headers.get(HttpHeaderNames.CONTENT_ENCODING), sent, MAX_BODY);
        } catch (IOException e) {
            return ErrorResponses.json(400, "The body could not be decoded: " + e.getMessage(), "INVALID_ARGUMENT");
        }
        if (body == null) {
            return ErrorResponses.json(413, "Request payload size exceeds the limit.", "INVALID_ARGUMENT");
        }
        return router.handle(RestRequest.of(batch.scheme(), item.method(), item.target(), headers, body))
                .join();
    }

    private static HttpHeaders headers(HttpHeaders batch, HttpHeaders own) {
        HttpHeaders headers = new DefaultHttpHeaders();
        for (Map.Entry<String, String> header : batch) {
            String name = header.getKey();
            boolean replaced = own.contains(name) && !own.get(name).isEmpty();
            if (!replaced && !OWN_HEADERS.matcher(name.toLowerCase(Locale.ROOT)).matches()) {
                headers.add(name, header.getValue());
            }
        }
        for (Map.Entry<String, String> header : own) {
            if (!headers.contains(header.getKey()) || !header.getValue().isEmpty()) {
                headers.add(header.getKey(), header.getValue());
            }
        }
        return headers;
    }

    private static void write(BatchItem item, RestResponse response, String boundary, OutputStream out)
            throws IOException {
        byte[] body = body(response);
        StringBuilder head = new StringBuilder(256);
        head.append("--").append(boundary).append(CRLF);
        head.append("Content-Type: application/http").append(CRLF);
        String id = item.responseId();
        if (id != null) {
            head.append("Content-ID: ").append(id).append(CRLF);
        }
        head.append(CRLF).append("HTTP/1.1 ").append(response.status()).append(' ');
        head.append(HttpResponseStatus.valueOf(response.status()).reasonPhrase())
                .append(CRLF);
        head.append("Content-Type: ").append(response.contentType()).append(CRLF);
        response.headers()
                .forEach((name, value) ->
                        head.append(name).append(": ").append(value).append(CRLF));
        head.append("Content-Length: ").append(body.length).append(CRLF).append(CRLF);
        out.write(ascii(head.toString()));
        out.write(body);
        out.write(ascii(CRLF));
    }

    private static byte[] body(RestResponse response) throws IOException {
        if (response.stream() == null) {
            return response.body();
        }
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        response.stream().writeTo(whole);
        return whole.toByteArray();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
