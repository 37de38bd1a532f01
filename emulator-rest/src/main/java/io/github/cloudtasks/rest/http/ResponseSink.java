package io.github.cloudtasks.rest.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpResponse;

/**
 * The part of a connection that writes one {@link StreamedResponse}. All methods are called on the event loop. Either
 * {@link #whole} is called, or {@link #begin}, {@link #write} for each piece, and {@link #end}.
 */
interface ResponseSink {
    /** Writes a response whose body turned out to be complete, and flushes it. */
    void whole(FullHttpResponse response);

    /** Writes the status and the headers. */
    void begin(HttpResponse head);

    /**
     * Writes a piece of the body and flushes it.
     *
     * @param piece released by this method
     * @return completes when the piece has been sent
     */
    ChannelFuture write(ByteBuf piece);

    /** Ends the body. */
    void end();

    /** Closes the connection or the stream, so that the client notices that the body is incomplete. */
    void abort();
}
