package io.github.cloudtasks.rest.http;

import io.github.cloudtasks.grpc.load.HeavyWork;
import io.github.cloudtasks.grpc.load.MemoryBudget;
import io.github.cloudtasks.grpc.load.Reservation;
import io.github.cloudtasks.rest.access.AccessPolicy;
import io.github.cloudtasks.rest.routing.ErrorResponses;
import io.github.cloudtasks.rest.routing.RestRequest;
import io.github.cloudtasks.rest.routing.RestResponse;
import io.github.cloudtasks.rest.routing.Router;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.AsciiString;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The part of request handling that HTTP/1.1 and HTTP/2 share: decompresses the request body, calls the router, and
 * converts its response to a Netty message. Thread-safe.
 */
final class RequestProcessor {
    /** Keeps browsers from reading a response as another type than the declared one. */
    private static final AsciiString CONTENT_TYPE_OPTIONS = AsciiString.cached("X-Content-Type-Options");

    private static final Logger log = LoggerFactory.getLogger(RequestProcessor.class);
    private static final byte[] NO_BODY = {};

    private static final int NO_CONTENT = 204;

    private final Router router;
    private final RequestAdmission admission;
    private final int maxBody;
    private final MemoryBudget budget;

    /**
     * Creates a processor that passes requests to {@code router}.
     *
     * @param access the rules for requests of web pages
     * @param maxBody the maximum size of a request body after decompression, in bytes
     * @param budget the memory for requests and responses
     */
    RequestProcessor(Router router, AccessPolicy access, int maxBody, MemoryBudget budget) {
        this.router = router;
        this.admission = new RequestAdmission(access, router);
        this.maxBody = maxBody;
        this.budget = budget;
    }

    /**
     * Returns whether a request whose headers have arrived is admitted. It is not if its host is wrong, or if it comes
     * from a web page that may not send it.
     *
     * @param authority the {@code :authority} of an HTTP/2 request; null if there is none
     */
    Admission admit(HttpRequest head, @Nullable String authority) {
        return admission.admit(head, authority);
    }

    /**
     * Processes a complete request. The response is complete on return unless the endpoint responds later. Never fails;
     * cancel the response when the client disconnects.
     */
    CompletableFuture<RestResponse> process(Channel connection, PartialRequest request) {
        if (request.admission().isPreflight()) {
            request.release();
            return CompletableFuture.completedFuture(Admission.preflightResponse());
        }
        String scheme = scheme(connection);
        String coding = request.head().headers().get(HttpHeaderNames.CONTENT_ENCODING);
        byte[] sent = request.takeBody();
        if (coding == null && sent.length <= HeavyWork.LARGE_BYTES) {
            CompletableFuture<RestResponse> response = handle(request(scheme, request.head(), sent), request);
            CompletableFuture<RestResponse> unused = response.whenComplete((given, cancelled) -> request.release());
            return response;
        }
        CompletableFuture<RestResponse> response = onWorker(() -> decodeAndHandle(scheme, coding, sent, request));
        CompletableFuture<RestResponse> unused = response.whenComplete((given, cancelled) -> {
            if (cancelled == null) {
                request.release();
            } else {
                // The body may be waiting in the queue of the executor. The queue drops it before it gets here.
                HeavyWork.executor().execute(request::release);
            }
        });
        return response;
    }

    private CompletableFuture<RestResponse> decodeAndHandle(
            String scheme, @Nullable String coding, byte[] sent, PartialRequest request) {
        byte[] body;
        try {
            body = ContentCoding.decode(coding, sent, maxBody, request::decompressed);
        } catch (ContentCoding.NoMemoryException e) {
            return CompletableFuture.completedFuture(
                    request.noMemoryForDecompressed(e.bytes()).response());
        } catch (IOException e) {
            return undecodable(e);
        }
        if (body == null) {
            return CompletableFuture.completedFuture(RejectedRequest.BODY_TOO_LARGE.response());
        }
        return handle(request(scheme, request.head(), body), request);
    }

    /** Handles a decoded request. The parts of a batch are counted one by one. */
    private CompletableFuture<RestResponse> handle(RestRequest decoded, PartialRequest request) {
        RejectedRequest refused =
                decoded.contentType().startsWith("multipart/") ? null : request.takeElements(decoded.elementBytes());
        return refused == null ? router.handle(decoded) : CompletableFuture.completedFuture(refused.response());
    }

    /** Runs the handling of a large request outside the event loop, where it would delay other connections. */
    private static CompletableFuture<RestResponse> onWorker(Supplier<CompletableFuture<RestResponse>> work) {
        CompletableFuture<RestResponse> result = new CompletableFuture<>();
        HeavyWork.executor().execute(() -> {
            if (!result.isDone()) {
                forward(work, result);
            }
        });
        return result;
    }

    private static void forward(
            Supplier<CompletableFuture<RestResponse>> work, CompletableFuture<RestResponse> result) {
        CompletableFuture<RestResponse> response;
        try {
            response = work.get();
        } catch (RuntimeException | Error e) {
            log.error("A request failed; this is a bug in the emulator", e);
            result.complete(ErrorResponses.json(500, "Internal error encountered.", "INTERNAL"));
            return;
        }
        CompletableFuture<Void> unused = response.thenAccept(result::complete);
        CompletableFuture<RestResponse> unusedToo = result.whenComplete((given, cancelled) -> response.cancel(false));
    }

    /**
     * Takes the memory for a response.
     *
     * @return the response, or an error in its place if there is too little memory
     */
    RestResponse reserve(RestResponse response, Reservation memory) {
        long bytes = response.heldBytes();
        return memory.resize(bytes)
                ? response
                : RejectedRequest.noMemory(budget.refuseResponse(bytes)).response();
    }

    /** Returns the budget of requests and responses. */
    MemoryBudget budget() {
        return budget;
    }

    /** Returns whether the endpoint of a request reads the body as a stream. */
    boolean readsStream(Channel connection, HttpRequest head) {
        return router.readsStream(request(scheme(connection), head, NO_BODY));
    }

    /**
     * Processes a request whose headers have arrived and whose endpoint reads the body as a stream. Otherwise like
     * {@link #process(Channel, PartialRequest)}.
     *
     * @param body the body as sent, possibly compressed
     */
    CompletableFuture<RestResponse> process(Channel connection, HttpRequest head, InputStream body) {
        InputStream decoded;
        try {
            decoded = ContentCoding.decode(head.headers().get(HttpHeaderNames.CONTENT_ENCODING), body);
        } catch (IOException e) {
            return undecodable(e);
        }
        return router.handle(request(scheme(connection), head, NO_BODY).withStream(decoded));
    }

    private static CompletableFuture<RestResponse> undecodable(IOException e) {
        String message = "The body could not be decoded: " + e.getMessage();
        return CompletableFuture.completedFuture(ErrorResponses.json(400, message, "INVALID_ARGUMENT"));
    }

    private static RestRequest request(String scheme, HttpRequest head, byte[] body) {
        return RestRequest.of(scheme, head.method().name(), head.uri(), head.headers(), body);
    }

    private static String scheme(Channel connection) {
        return connection.pipeline().get(SslHandler.class) == null ? "http" : "https";
    }

    /**
     * Returns the HTTP message for a rejected request.
     *
     * @param request null if its headers have not arrived
     */
    static FullHttpResponse toHttp(RejectedRequest rejection, @Nullable PartialRequest request) {
        RestResponse response = rejection.response();
        return toHttp(request == null ? response : request.admission().complete(response), EmptyHttpHeaders.INSTANCE);
    }

    /**
     * Returns the HTTP message for a response, compressed if the client accepts it and the body is large enough.
     *
     * @param requestHeaders the headers of the request
     */
    static FullHttpResponse toHttp(RestResponse response, HttpHeaders requestHeaders) {
        byte[] body = response.body();
        boolean large = ContentCoding.isWorthwhile(body);
        boolean gzip = large && ContentCoding.acceptsGzip(requestHeaders);
        if (gzip) {
            body = ContentCoding.gzip(body);
        }
        FullHttpResponse http = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(response.status()), Unpooled.wrappedBuffer(body));
        setHeaders(http.headers(), response, large, gzip);
        if (response.status() != NO_CONTENT) {
            http.headers().setInt(HttpHeaderNames.CONTENT_LENGTH, body.length);
        }
        return http;
    }

    /**
     * Returns the status and headers of a streamed response.
     *
     * @param gzip whether the body is compressed
     */
    static HttpResponse headOf(RestResponse response, boolean gzip) {
        HttpResponse head =
                new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(response.status()));
        setHeaders(head.headers(), response, true, gzip);
        return head;
    }

    private static void setHeaders(HttpHeaders headers, RestResponse response, boolean large, boolean gzip) {
        if (!response.contentType().isEmpty()) {
            headers.set(HttpHeaderNames.CONTENT_TYPE, response.contentType());
        }
        headers.set(CONTENT_TYPE_OPTIONS, "nosniff");
        response.headers().forEach(headers::set);
        if (large) {
            headers.add(HttpHeaderNames.VARY, HttpHeaderNames.ACCEPT_ENCODING);
        }
        if (gzip) {
            headers.set(HttpHeaderNames.CONTENT_ENCODING, HttpHeaderValues.GZIP);
        }
    }
}
