package io.github.cloudtasks.rest.http;

import io.github.cloudtasks.grpc.load.CallExecutor;
import io.github.cloudtasks.grpc.load.HeavyWork;
import io.github.cloudtasks.grpc.load.MemoryBudget;
import io.github.cloudtasks.grpc.load.Reservation;
import io.github.cloudtasks.grpc.rpc.GrpcServices;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameListener;
import io.netty.handler.codec.http2.Http2FrameListenerDecorator;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A frame listener in front of gRPC's that counts the bytes of requests which gRPC collects. grpc-java itself has only
 * a limit for each message. A request that does not fit the budget is refused with RESOURCE_EXHAUSTED before it is
 * complete. The messages that gRPC makes from the bytes, which may be compressed, are counted by the services.
 */
final class GrpcRequestBudget extends Http2FrameListenerDecorator {
    private static final Logger log = LoggerFactory.getLogger(GrpcRequestBudget.class);

    /** The compressed-flag and the length in front of a message (documented in gRPC over HTTP/2). */
    private static final int PREFIX_BYTES = 5;

    /** The memory for the objects of a frame. */
    private static final int FRAME_BYTES = 256;

    /** The size of the frames in which clients send a large message. */
    private static final int FULL_FRAME = 16 << 10;

    /**
     * The size of a compressed message from which it is decompressed outside the event loop. It may be 1000 times
     * larger.
     */
    private static final int COMPRESSED_BYTES = 1 << 10;

    private static final AsciiString GRPC_STATUS = AsciiString.cached("grpc-status");
    private static final AsciiString GRPC_MESSAGE = AsciiString.cached("grpc-message");
    private static final AsciiString RESOURCE_EXHAUSTED = AsciiString.cached("8");

    private final Http2ConnectionHandler connection;
    private final Http2FrameListener grpc;
    private final MemoryBudget budget;
    /** The property of a stream with its {@link Request}. */
    private final Http2Connection.PropertyKey requestKey;

    /** The memory of the request on one stream. */
    private static final class Request {
        private final Reservation memory;
        private final boolean expanding;
        private long received;
        private boolean refused;

        private Request(Reservation memory, boolean expanding) {
            this.memory = memory;
            this.expanding = expanding;
        }
    }

    /** Creates the listener of a connection, in front of the one that it has, which is gRPC's. */
    GrpcRequestBudget(Http2ConnectionHandler connection, MemoryBudget budget) {
        super(connection.decoder().frameListener());
        this.connection = connection;
        this.grpc = connection.decoder().frameListener();
        this.budget = budget;
        this.requestKey = connection.connection().newKey();
        connection.connection().addListener(new Http2ConnectionAdapter() {
            @Override
            public void onStreamClosed(Http2Stream stream) {
                release(stream);
            }
        });
    }

    private void release(Http2Stream stream) {
        Request request = stream.getProperty(requestKey);
        if (request != null) {
            request.memory.close();
        }
    }

    @Override
    public int onDataRead(ChannelHandlerContext ctx, int id, ByteBuf data, int padding, boolean endOfStream)
            throws Http2Exception {
        Http2Stream stream = connection.connection().stream(id);
        Request request = stream.getProperty(requestKey);
        if (request == null) {
            if (endOfStream && data.readableBytes() <= MemoryBudget.SMALL_BYTES && !isExpanding(data)) {
                // The usual request is complete with its first frame.
                return super.onDataRead(ctx, id, data, padding, true);
            }
            request = new Request(budget.newReservation(), isExpanding(data));
            stream.setProperty(requestKey, request);
            long announced = announcedBytes(data);
            if (!budget.fits(announced)) {
                request.refused = true;
                refuse(ctx, id, announced);
            }
        }
        int bytes = data.readableBytes() + padding;
        if (!request.refused && data.isReadable()) {
            request.received += data.readableBytes() + FRAME_BYTES;
            request.refused = !request.memory.resize(request.received);
            if (request.refused) {
                refuse(ctx, id, request.received);
            }
        }
        if (request.refused) {
            return bytes;
        }
        if (request.received > HeavyWork.LARGE_BYTES || request.expanding) {
            // The memory is released when the message has been parsed, or when the stream is closed.
            return CallExecutor.receiveLarge(
                    request.memory, () -> super.onDataRead(ctx, id, data, padding, endOfStream));
        }
        int processed = super.onDataRead(ctx, id, data, padding, endOfStream);
        if (endOfStream) {
            request.memory.close();
        }
        return processed;
    }

    /**
     * Returns whether a message is compressed and may be large after decompression, by the prefix in its first frame.
     */
    private static boolean isExpanding(ByteBuf first) {
        return first.readableBytes() > COMPRESSED_BYTES && first.getByte(first.readerIndex()) != 0;
    }

    /**
     * Returns the memory that a message needs if it is not compressed, by the prefix in its first frame. Returns 0 if
     * that is not known yet, and for a message above the limit of gRPC, which gRPC refuses.
     */
    private static long announcedBytes(ByteBuf first) {
        if (first.readableBytes() < PREFIX_BYTES || first.getByte(first.readerIndex()) != 0) {
            return 0;
        }
        long length = first.getUnsignedInt(first.readerIndex() + 1);
        return length > GrpcServices.INBOUND_MESSAGE_BYTES
                ? 0
                : MemoryBudget.multiple(GrpcServices.REQUEST_FACTOR, length) + length / FULL_FRAME * FRAME_BYTES;
    }

    /** Sends the status, and lets gRPC release what it has collected, as if the client had cancelled the call. */
    private void refuse(ChannelHandlerContext ctx, int id, long neededBytes) throws Http2Exception {
        Http2Headers trailers = new DefaultHttp2Headers()
                .status("200")
                .set("content-type", "application/grpc")
                .set(GRPC_STATUS, RESOURCE_EXHAUSTED)
                .set(
                        GRPC_MESSAGE,
                        AsciiString.of(
                                percentEncoded(budget.refuseRequest(neededBytes).message())));
        connection
                .encoder()
                .writeHeaders(ctx, id, trailers, 0, true, ctx.newPromise())
                .addListener((ChannelFutureListener) sent -> stopSending(ctx, id, sent));
        grpc.onRstStreamRead(ctx, id, Http2Error.CANCEL.code());
    }

    private void stopSending(ChannelHandlerContext ctx, int id, ChannelFuture sent) {
        if (!sent.isSuccess()) {
            log.debug("A refusal to {} could not be sent: {}", ctx.channel(), String.valueOf(sent.cause()));
        }
        if (connection.connection().stream(id) != null) {
            connection
                    .resetStream(ctx, id, Http2Error.NO_ERROR.code(), ctx.newPromise())
                    .addListener(reset -> log.trace("Refused stream {} of {}", id, ctx.channel()));
            connection.flush(ctx);
        }
    }

    /** Encodes a message for {@code grpc-message} (documented in gRPC over HTTP/2). The text is ASCII. */
    private static String percentEncoded(String ascii) {
        StringBuilder encoded = new StringBuilder(ascii.length());
        for (byte b : ascii.getBytes(StandardCharsets.US_ASCII)) {
            if (b < ' ' || b > '~' || b == '%') {
                encoded.append(String.format("%%%02X", b));
            } else {
                encoded.append((char) b);
            }
        }
        return encoded.toString();
    }
}
