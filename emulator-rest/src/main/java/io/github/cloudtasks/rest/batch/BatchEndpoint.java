package io.github.cloudtasks.rest.batch;

import io.github.cloudtasks.grpc.load.MemoryBudget;
import io.github.cloudtasks.grpc.load.Reservation;
import io.github.cloudtasks.rest.errors.RequestErrors;
import io.github.cloudtasks.rest.http.ContentCoding;
import io.github.cloudtasks.rest.http.RejectedRequest;
import io.github.cloudtasks.rest.routing.Endpoint;
import io.github.cloudtasks.rest.routing.ErrorResponses;
import io.github.cloudtasks.rest.routing.MatchedRequest;
import io.github.cloudtasks.rest.routing.RestRequest;
import io.github.cloudtasks.rest.routing.RestResponse;
import io.github.cloudtasks.rest.routing.Route;
import io.github.cloudtasks.rest.routing.Router;
import io.github.cloudtasks.rest.routing.StreamedBody;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
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
 * whatever happens to the others, also if the client has disconnected meanwhile.
 *
 * <p>Every response is written before the next request is processed. So a batch uses the memory of its own body, and of
 * one request or one response. Each request for which there is too little memory gets the error that it would get
 * alone.
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
    private final MemoryBudget budget;

    private BatchEndpoint(Router router, MemoryBudget budget) {
        this.router = router;
        this.budget = budget;
    }

    /**
     * Returns the routes: {@code /batch}, which the discovery documents name, and the paths with an API and a version
     * that Google's documentation shows.
     *
     * @param router the methods that may be called
     * @param budget the memory for the requests and their responses
     */
    public static List<Route> routes(Router router, MemoryBudget budget) {
        Endpoint batch = new BatchEndpoint(router, budget);
        return List.of(
                Route.of("POST", "/batch", batch),
                Route.of("POST", "/batch/{api}", batch),
                Route.of("POST", "/batch/{api}/{version}", batch));
    }

    @Override
    public CompletableFuture<RestResponse> handle(MatchedRequest matched) {
        matched.rejectParameters();
        RestRequest batch = matched.request();
        List<Multipart.Part> parts = checkedParts(batch);
        return CompletableFuture.completedFuture(new Run(batch, parts).response());
    }

    /** Returns the parts, each of which is a request. */
    private static List<Multipart.Part> checkedParts(RestRequest batch) {
        byte[] body = batch.body();
        try {
            if (!batch.contentType().equals("multipart/mixed")) {
                throw new MalformedBatchException("the Content-Type is not multipart/mixed");
            }
            String boundary = Multipart.boundary(batch.headers().get(HttpHeaderNames.CONTENT_TYPE));
            List<Multipart.Part> parts = Multipart.parts(body, boundary, MAX_ITEMS);
            if (parts.isEmpty()) {
                throw new MalformedBatchException("0 items");
            }
            for (Multipart.Part part : parts) {
                BatchItem.read(body, part);
            }
            return parts;
        } catch (MalformedBatchException e) {
            throw RequestErrors.malformedBatch(e.reason(), body.length);
        }
    }

    /** The processing of one batch. */
    private final class Run implements StreamedBody {
        private final RestRequest batch;
        private final List<Multipart.Part> parts;
        private final String boundary = "batch_" + UUID.randomUUID();

        Run(RestRequest batch, List<Multipart.Part> parts) {
            this.batch = batch;
            this.parts = parts;
        }

        RestResponse response() {
            return RestResponse.streamed(200, "multipart/mixed; boundary=" + boundary, this);
        }

        /** The body of the batch is kept until its last request has been read. */
        @Override
        public long heldBytes() {
            return batch.body().length;
        }

        @Override
        public void writeTo(OutputStream client) throws IOException {
            IOException disconnected = null;
            for (Multipart.Part part : parts) {
                try (Reservation memory = budget.newReservation()) {
                    BatchItem item = read(part);
                    RestResponse response = reserve(respond(item, memory), memory);
                    if (disconnected == null) {
                        write(item, response, boundary, client);
                    }
                } catch (IOException e) {
                    log.debug("The client of a batch has disconnected; its remaining requests are processed all the"
                            + " same");
                    disconnected = e;
                }
            }
            if (disconnected != null) {
                throw disconnected;
            }
            client.write(ascii("--" + boundary + "--" + CRLF));
        }

        /** Reads a part again: thousands of headers take much more memory than their text. */
        private BatchItem read(Multipart.Part part) {
            try {
                return BatchItem.read(batch.body(), part);
            } catch (MalformedBatchException e) {
                throw new IllegalStateException("The part has been checked.", e);
            }
        }

        private RestResponse respond(BatchItem item, Reservation memory) {
            if (item.isOtherVersion()) {
                return ErrorResponses.json(505, ErrorResponses.OTHER_VERSION, "UNIMPLEMENTED");
            }
            int size = item.to() - item.from();
            if (!memory.resize(RestRequest.processingBytes(size))) {
                return noMemory(size);
            }
            HttpHeaders headers = headers(batch.headers(), item.headers());
            byte[] sent = Arrays.copyOfRange(batch.body(), item.from(), item.to());
            byte[] body;
            try {
                body = ContentCoding.decode(
                        headers.get(HttpHeaderNames.CONTENT_ENCODING),
                        sent,
                        MAX_BODY,
                        decoded -> memory.resize(RestRequest.processingBytes((long) size + decoded)));
            } catch (ContentCoding.NoMemoryException e) {
                return noMemory((long) size + e.bytes());
            } catch (IOException e) {
                return ErrorResponses.json(400, "The body could not be decoded: " + e.getMessage(), "INVALID_ARGUMENT");
            }
            if (body == null) {
                return RejectedRequest.BODY_TOO_LARGE.response();
            }
            RestRequest request = RestRequest.of(batch.scheme(), item.method(), item.target(), headers, body);
            long bytes = memory.bytes() + request.elementBytes();
            if (!memory.resize(bytes)) {
                return RejectedRequest.noMemory(budget.refuseRequest(bytes)).response();
            }
            return router.handle(request).join();
        }

        private RestResponse noMemory(long bodyBytes) {
            return RejectedRequest.noMemory(budget.refuseRequest(RestRequest.processingBytes(bodyBytes)))
                    .response();
        }

        /** Returns the response, or an error in its place if there is too little memory. */
        private RestResponse reserve(RestResponse response, Reservation memory) {
            long bytes = response.heldBytes();
            return memory.resize(bytes)
                    ? response
                    : RejectedRequest.noMemory(budget.refuseResponse(bytes)).response();
        }
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
        head.append("Content-Length: ").append(length(response)).append(CRLF).append(CRLF);
        out.write(ascii(head.toString()));
        if (response.stream() == null) {
            out.write(response.body());
        } else {
            response.stream().writeTo(out);
        }
        out.write(ascii(CRLF));
    }

    /** Returns the length of the body in bytes. A large body is written twice, instead of being kept in memory. */
    private static long length(RestResponse response) throws IOException {
        if (response.stream() == null) {
            return response.body().length;
        }
        CountingOutputStream counted = new CountingOutputStream();
        response.stream().writeTo(counted);
        return counted.count();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
