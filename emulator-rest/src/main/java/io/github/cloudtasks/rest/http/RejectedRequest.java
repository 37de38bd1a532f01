package io.github.cloudtasks.rest.http;

import io.github.cloudtasks.grpc.load.Refusal;
import io.github.cloudtasks.rest.routing.ErrorResponses;
import io.github.cloudtasks.rest.routing.RestResponse;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;

/**
 * A reason to reject a request before an endpoint receives it, or its response before it is sent. Status codes and
 * messages are inferred: the service's front end sends HTML pages for these.
 *
 * @param httpStatus the HTTP status code
 * @param status the name of a {@code google.rpc.Code}
 */
public record RejectedRequest(int httpStatus, String message, String status) {
    static final RejectedRequest MALFORMED = invalid(400, "Your client has issued a malformed or illegal request.");
    static final RejectedRequest TIMED_OUT =
            new RejectedRequest(408, "The request did not arrive in time.", "DEADLINE_EXCEEDED");
    public static final RejectedRequest BODY_TOO_LARGE = invalid(413, "Request payload size exceeds the limit.");
    static final RejectedRequest LINE_TOO_LONG = invalid(414, "The requested URL is too large to process.");
    static final RejectedRequest HEADERS_TOO_LARGE = invalid(431, "The request headers are too large to process.");

    static final RejectedRequest NOT_ONE_HOST = invalid(400, "The request must have exactly one Host header.");
    static final RejectedRequest HOST_MALFORMED =
            invalid(400, "The host of the request must be a host name or an IP address, optionally with a port.");
    static final RejectedRequest HOSTS_DIFFER =
            invalid(400, "The request must have the same host in :authority and in the Host header.");
    static final RejectedRequest VERSION_NOT_SUPPORTED =
            new RejectedRequest(505, ErrorResponses.OTHER_VERSION, "UNIMPLEMENTED");

    /** The proxy of the server answers CONNECT before a request gets here. */
    static final RejectedRequest CONNECT_NOT_ACCEPTED = new RejectedRequest(
            404,
            "No method of this API matches CONNECT. An emulator that is started with --proxy accepts it as the first "
                    + "request of a plaintext HTTP/1.1 connection.",
            "NOT_FOUND");

    private static final String TRANSFER_ENCODING = "The Transfer-Encoding of a request must be chunked, or absent.";

    /** The length of the body is unknown (RFC 9112, section 6.3). */
    static final RejectedRequest NOT_CHUNKED = invalid(400, TRANSFER_ENCODING);

    /** A coding below chunked, which an HTTP/1.1 server need not support (RFC 9112, section 6.1). */
    static final RejectedRequest CODING_NOT_SUPPORTED = new RejectedRequest(501, TRANSFER_ENCODING, "UNIMPLEMENTED");

    /** Returns the reason to reject a request that a web page may not send. */
    static RejectedRequest refused(String message) {
        return new RejectedRequest(403, message, "PERMISSION_DENIED");
    }

    /** Returns the reason to reject a request that could not be decoded. */
    static RejectedRequest of(DecoderResult failure) {
        return switch (failure.cause()) {
            case TooLongHttpLineException line -> LINE_TOO_LONG;
            case TooLongHttpHeaderException header -> HEADERS_TOO_LARGE;
            case TooLongFrameException frame -> HEADERS_TOO_LARGE;
            default -> MALFORMED;
        };
    }

    /** Returns the reason that there is no memory for a request, or for the response to it. */
    public static RejectedRequest noMemory(Refusal refusal) {
        return switch (refusal.kind()) {
            case BUSY -> new RejectedRequest(503, refusal.message(), "UNAVAILABLE");
            case REQUEST_TOO_LARGE -> new RejectedRequest(413, refusal.message(), "RESOURCE_EXHAUSTED");
            case RESPONSE_TOO_LARGE -> new RejectedRequest(429, refusal.message(), "RESOURCE_EXHAUSTED");
        };
    }

    private static RejectedRequest invalid(int httpStatus, String message) {
        return new RejectedRequest(httpStatus, message, "INVALID_ARGUMENT");
    }

    /** Returns the response to the client, in JSON. */
    public RestResponse response() {
        return ErrorResponses.json(httpStatus, message, status);
    }
}
