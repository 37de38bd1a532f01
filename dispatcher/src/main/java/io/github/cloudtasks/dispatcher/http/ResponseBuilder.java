package io.github.cloudtasks.dispatcher.http;

import io.github.cloudtasks.dispatch.HeaderLines;
import io.github.cloudtasks.dispatch.HttpHeader;
import io.github.cloudtasks.dispatch.ResponseRecord;
import io.github.cloudtasks.dispatch.TruncatedBody;
import io.github.cloudtasks.model.Bytes;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Collects a response while it is received. Keeps the head and the beginning of the body. */
final class ResponseBuilder {
    private static final byte[] NOTHING = {};

    private final HttpResponse head;
    private byte[] kept = NOTHING;
    private int size;
    private long length;

    ResponseBuilder(HttpResponse head) {
        this.head = head;
    }

    /** Adds a part of the body. */
    void add(ByteBuf part) {
        int added = Math.min(part.readableBytes(), TruncatedBody.MAX_BYTES - size);
        if (added > 0) {
            if (size + added > kept.length) {
                kept = Arrays.copyOf(kept, Math.clamp(2L * size, size + added, TruncatedBody.MAX_BYTES));
            }
            part.getBytes(part.readerIndex(), kept, size, added);
            size += added;
        }
        length += part.readableBytes();
    }

    ResponseRecord build() {
        List<HttpHeader> headers = new ArrayList<>(head.headers().size());
        for (Map.Entry<String, String> header : head.headers()) {
            headers.add(new HttpHeader(header.getKey(), header.getValue()));
        }
        Bytes bytes = Bytes.wrap(size == kept.length ? kept : Arrays.copyOf(kept, size));
        return new ResponseRecord(head.status().code(), HeaderLines.of(headers), new TruncatedBody(bytes, length));
    }
}
