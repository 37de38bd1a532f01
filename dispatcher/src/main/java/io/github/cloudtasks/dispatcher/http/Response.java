package io.github.cloudtasks.dispatcher.http;

import io.github.cloudtasks.model.Bytes;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A complete HTTP response. Immutable.
 *
 * @param status the HTTP status code, 100 to 999
 * @param headers all headers in the order in which they were received
 * @param body the beginning of the body
 */
public record Response(int status, List<HttpHeader> headers, TruncatedBody body) {

    public Response {
        headers = List.copyOf(headers);
    }

    /** Returns the value of the first header with that name, in any case; null if there is none. */
    public @Nullable String header(String name) {
        return HttpHeader.valueIn(headers, name);
    }

    /** Collects a response while it is received. Keeps the head and the beginning of the body. */
    static final class Builder {
        private static final byte[] NOTHING = {};

        private final HttpResponse head;
        private byte[] kept = NOTHING;
        private int size;
        private long length;

        Builder(HttpResponse head) {
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

        Response build() {
            List<HttpHeader> headers = new ArrayList<>(head.headers().size());
            for (Map.Entry<String, String> header : head.headers()) {
                headers.add(new HttpHeader(header.getKey(), header.getValue()));
            }
            Bytes bytes = Bytes.wrap(size == kept.length ? kept : Arrays.copyOf(kept, size));
            return new Response(head.status().code(), headers, new TruncatedBody(bytes, length));
        }
    }
}
