package io.github.cloudtasks.rest.http;

import io.github.cloudtasks.grpc.load.MemoryBudget;
import io.github.cloudtasks.grpc.load.Reservation;
import io.github.cloudtasks.rest.routing.RestRequest;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A request whose headers have arrived and whose body is being received. A body that exceeds the limit is rejected as
 * soon as that is known and is not stored.
 */
final class PartialRequest {
    private static final byte[] NO_BODY = {};

    private final HttpRequest head;
    private final long maxBody;
    private final MemoryBudget budget;
    private final @Nullable RequestBodyStream stream;
    private final Reservation memory;
    /** The body, at the start of an array that is longer if more is expected. */
    private byte[] body = NO_BODY;

    private int size;

    private @Nullable RejectedRequest rejection;
    private final Admission admission;

    /**
     * Starts a request.
     *
     * @param head the request line and headers
     * @param admission the decision about the request by its head
     * @param maxBody the maximum size of the body in bytes
     * @param budget the memory for the body
     */
    PartialRequest(HttpRequest head, Admission admission, int maxBody, MemoryBudget budget) {
        this(head, admission, maxBody, budget, null);
    }

    private PartialRequest(
            HttpRequest head,
            Admission admission,
            long maxBody,
            MemoryBudget budget,
            @Nullable RequestBodyStream stream) {
        this.head = head;
        this.admission = admission;
        this.maxBody = maxBody;
        this.budget = budget;
        this.memory = budget.newReservation();
        this.stream = stream;
        if (admission.rejection() != null) {
            rejection = admission.rejection();
        } else if (HttpUtil.getContentLength(head, 0L) > maxBody) {
            rejection = RejectedRequest.BODY_TOO_LARGE;
        } else if (stream == null && !budget.fits(RestRequest.processingBytes(HttpUtil.getContentLength(head, 0L)))) {
            rejection = noMemory(HttpUtil.getContentLength(head, 0L));
        }
    }

    /** Starts a request whose endpoint reads the body as a stream. */
    static PartialRequest streamed(HttpRequest head, Admission admission, RequestBodyStream stream) {
        return new PartialRequest(head, admission, Long.MAX_VALUE, MemoryBudget.unlimited(), stream);
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
        int added = part.readableBytes();
        if (added > maxBody - size) {
            reject(RejectedRequest.BODY_TOO_LARGE);
        } else if (!budget.fits(RestRequest.processingBytes((long) size + added))
                || !memory.resize((long) size + added)) {
            reject(noMemory((long) size + added));
        } else {
            makeRoom(size + added);
            part.getBytes(part.readerIndex(), body, size, added);
            size += added;
        }
    }

    private void makeRoom(int needed) {
        if (needed > body.length) {
            // The client may announce more than it sends, so the array grows with what arrives.
            long doubled = Math.max(needed, 2L * body.length);
            long expected = Math.max(needed, HttpUtil.getContentLength(head, maxBody));
            body = Arrays.copyOf(body, (int) Math.min(Math.min(expected, maxBody), doubled));
        }
    }

    /** Takes the memory for processing the complete body. Rejects the request if there is too little. */
    void complete() {
        if (rejection == null && !memory.resize(RestRequest.processingBytes(size))) {
            reject(noMemory(size));
        }
    }

    /** Takes the memory for a body that was decompressed to this size; returns false if there is too little. */
    boolean decompressed(int bytes) {
        return memory.resize(RestRequest.processingBytes((long) size + bytes));
    }

    /** Returns the reason that there is no memory for a body that was decompressed to this size. */
    RejectedRequest noMemoryForDecompressed(int bytes) {
        return noMemory((long) size + bytes);
    }

    /**
     * Takes the memory for the objects that are made from the decoded body.
     *
     * @return the reason to refuse the request; null if there is enough
     */
    @Nullable
    RejectedRequest takeElements(long elementBytes) {
        long bytes = memory.bytes() + elementBytes;
        return elementBytes == 0 || memory.resize(bytes) ? null : RejectedRequest.noMemory(budget.refuseRequest(bytes));
    }

    private RejectedRequest noMemory(long bodyBytes) {
        return RejectedRequest.noMemory(budget.refuseRequest(RestRequest.processingBytes(bodyBytes)));
    }

    /** Rejects the request and releases its body. */
    void reject(RejectedRequest reason) {
        rejection = reason;
        body = NO_BODY;
        release();
    }

    /** Releases the memory: when the response has been made, or when the client has disconnected. Thread-safe. */
    void release() {
        memory.close();
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

    /** Removes and returns the body as sent, possibly compressed; empty if a stream receives it. */
    byte[] takeBody() {
        byte[] whole = body.length == size ? body : Arrays.copyOf(body, size);
        body = NO_BODY;
        return whole;
    }
}
