package io.github.cloudtasks.rest.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * A request whose headers have arrived and whose body is being received. A body that exceeds the limit is rejected as
 * soon as that is known and is not stored.
 */
final class PartialRequest {
    private static final byte[] NO_BODY = {};

    private final HttpRequest head;
    private final long maxBody;
    private final @Nullable RequestBodyStream stream;
    /** The first part of the body, which usually is the only one. */
    private byte[] first = NO_BODY;
    /** All parts of the body; null if there are less than two. */
    private @Nullable ByteArrayOutputStream all;

    private @Nullable RejectedRequest rejection;
    private final Admission admission;

    /**
     * Starts a request.
     *
     * @param head the request line and headers
     * @param admission the decision about the request by its head
     * @param maxBody the maximum size of the body in bytes
     */
    PartialRequest(HttpRequest head, Admission admission, int maxBody) {
        this(head, admission, maxBody, null);
    }

    private PartialRequest(HttpRequest head, Admission admission, long maxBody, @Nullable RequestBodyStream stream) {
        this.head = head;
        this.admission = admission;
        this.maxBody = maxBody;
        this.stream = stream;
        if (admission.rejection() != null) {
            rejection = admission.rejection();
        } else if (HttpUtil.getContentLength(head, 0L) > maxBody) {
            rejection = RejectedRequest.BODY_TOO_LARGE;
        }
    }

    /** Starts a request whose endpoint reads the body as a stream. */
    static PartialRequest streamed(HttpRequest head, Admission admission, RequestBodyStream stream) {
        return new PartialRequest(head, admission, Long.MAX_VALUE, stream);
    }

    /** Appends a copy of the next part of the body, or passes it to the stream. */
    void add(ByteBuf part) {
        if (stream != null) {
            stream.add(part);
            return;
        }
        if (rejection != null || !part.isReadable()) {
            return;
        }
        int size = all == null ? first.length : all.size();
        if (part.readableBytes() > maxBody - size) {
            reject(RejectedRequest.BODY_TOO_LARGE);
        } else if (size == 0) {
            first = ByteBufUtil.getBytes(part);
        } else {
            append(ByteBufUtil.getBytes(part));
        }
    }

    private void append(byte[] part) {
        if (all == null) {
            all = new ByteArrayOutputStream(first.length + part.length);
            all.writeBytes(first);
        }
        all.writeBytes(part);
    }

    /** Rejects the request and releases its body. */
    void reject(RejectedRequest reason) {
        rejection = reason;
        first = NO_BODY;
        all = null;
    }

    /** Returns the decision about the request by its head. */
    Admission admission() {
        return admission;
    }

    /** Returns the reason to reject the request; null if there is none so far. */
    @Nullable
    RejectedRequest rejection() {
        return rejection;
    }

    /** Returns whether the client waits for {@code 100 Continue} before it sends the body. */
    boolean expectsContinue() {
        return HttpUtil.is100ContinueExpected(head);
    }

    /** Returns the stream that receives the body; null if the body is collected. */
    @Nullable
    RequestBodyStream stream() {
        return stream;
    }

    HttpRequest head() {
        return head;
    }

    /** Returns the body as sent, possibly compressed; empty if a stream receives it. */
    byte[] body() {
        return all == null ? first : all.toByteArray();
    }
}
