package io.github.cloudtasks.dispatcher;

import io.github.cloudtasks.dispatcher.http.HttpHeader;
import io.github.cloudtasks.dispatcher.http.Response;
import io.github.cloudtasks.dispatcher.http.TruncatedBody;
import io.github.cloudtasks.model.Bytes;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** An answer as it comes in, of which the head and the beginning of the body are kept. */
final class ResponseRecorder {
    private static final byte[] NOTHING = {};

    private final HttpResponse head;
    private byte[] kept = NOTHING;
    private int size;
    private long length;

    ResponseRecorder(HttpResponse head) {
        this.head = head;
    }

    /** A piece of the body has come. */
    void add(ByteBuf piece) {
        int wanted = Math.min(piece.readableBytes(), TruncatedBody.MAX_BYTES - size);
        if (wanted > 0) {
            if (size + wanted > kept.length) {
                kept = Arrays.copyOf(kept, Math.clamp(2L * size, size + wanted, TruncatedBody.MAX_BYTES));
            }
            piece.getBytes(piece.readerIndex(), kept, size, wanted);
            size += wanted;
        }
        length += piece.readableBytes();
    }

    /** The answer, which has come to its end. */
    Response complete() {
        List<HttpHeader> headers = new ArrayList<>(head.headers().size());
        for (Map.Entry<String, String> header : head.headers()) {
            headers.add(new HttpHeader(header.getKey(), header.getValue()));
        }
        Bytes bytes = Bytes.wrap(size == kept.length ? kept : Arrays.copyOf(kept, size));
        return new Response(head.status().code(), headers, new TruncatedBody(bytes, length));
    }
}
