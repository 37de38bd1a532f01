package io.github.cloudtasks.rest.http;

import io.github.cloudtasks.grpc.load.HeavyWork;
import io.github.cloudtasks.grpc.load.Reservation;
import io.github.cloudtasks.rest.routing.ErrorResponses;
import io.github.cloudtasks.rest.routing.RestResponse;
import io.github.cloudtasks.rest.routing.StreamedBody;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A response whose {@link StreamedBody} is written on a virtual thread of its own. Each piece waits until the previous
 * one has been sent, so a client that does not receive costs two pieces of memory. A body that fits one piece is sent
 * as an ordinary response.
 */
final class StreamedResponse {
    private static final Logger log = LoggerFactory.getLogger(StreamedResponse.class);
    private static final int PIECE_BYTES = 32 << 10;

    private final RestResponse response;
    private final StreamedBody body;
    private final HttpHeaders requestHeaders;
    private final Reservation memory;
    private final EventExecutor loop;
    private final ResponseSink sink;
    private @Nullable Thread thread;
    /** Set on the event loop; pieces are dropped then. */
    private boolean cancelled;

    private StreamedResponse(
            RestResponse response,
            StreamedBody body,
            HttpHeaders requestHeaders,
            Reservation memory,
            EventExecutor loop,
            ResponseSink sink) {
        this.memory = memory;
        this.response = response;
        this.body = body;
        this.requestHeaders = requestHeaders;
        this.loop = loop;
        this.sink = sink;
    }

    /**
     * Starts to write a response. Call it on the event loop.
     *
     * @param memory released at the end
     */
    static StreamedResponse start(
            RestResponse response,
            StreamedBody body,
            HttpHeaders requestHeaders,
            Reservation memory,
            EventExecutor loop,
            ResponseSink sink) {
        StreamedResponse started = new StreamedResponse(response, body, requestHeaders, memory, loop, sink);
        started.thread = Thread.ofVirtual().name("response").start(started::run);
        return started;
    }

    /** Stops writing, because the client has disconnected. Call it on the event loop. */
    void cancel() {
        cancelled = true;
        if (thread != null) {
            thread.interrupt();
        }
    }

    private void run() {
        Pieces pieces = new Pieces();
        boolean complete = false;
        try {
            pieces.takeTurn();
            body.writeTo(pieces);
            pieces.finish();
            complete = true;
        } catch (DisconnectedException e) {
            log.debug("The client disconnected before the end of a streamed response");
        } catch (IOException | RuntimeException | StackOverflowError e) {
            failed(e);
        } finally {
            pieces.endTurn();
            if (!complete) {
                pieces.abort();
            }
            memory.close();
        }
    }

    private void failed(Throwable e) {
        if (Thread.currentThread().isInterrupted()) {
            log.debug("A streamed response was interrupted: {}", e.toString());
        } else {
            log.error("A streamed response failed; this is a bug in the emulator", e);
        }
    }

    /** Runs a task on the event loop, unless the client has disconnected. */
    private void onLoop(Runnable task, CompletableFuture<?> done) {
        try {
            loop.execute(() -> {
                if (cancelled) {
                    done.completeExceptionally(new DisconnectedException());
                } else {
                    task.run();
                }
            });
        } catch (RejectedExecutionException e) {
            // The server is being closed.
            done.completeExceptionally(e);
        }
    }

    /** Cuts the body into pieces and passes them to the event loop. */
    private final class Pieces extends OutputStream {
        private byte[] buffer = {};
        private int size;
        private @Nullable GzipPieces gzip;
        private boolean begun;
        private CompletableFuture<Void> previous = CompletableFuture.completedFuture(null);
        /** True while a permit of {@link HeavyWork#turns} is held. */
        private boolean turn;

        /** Waits until the body may compute. Allocates no memory before. */
        void takeTurn() throws IOException {
            if (body.isComputed()) {
                try {
                    HeavyWork.turns().acquire();
                    turn = true;
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new DisconnectedException();
                }
            }
            if (buffer.length == 0) {
                buffer = new byte[PIECE_BYTES];
            }
        }

        void endTurn() {
            if (turn) {
                turn = false;
                HeavyWork.turns().release();
            }
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            int from = offset;
            int left = length;
            while (left > 0) {
                if (size == buffer.length) {
                    send();
                }
                int part = Math.min(left, buffer.length - size);
                System.arraycopy(bytes, from, buffer, size, part);
                size += part;
                from += part;
                left -= part;
            }
        }

        @Override
        public void flush() throws IOException {
            send();
        }

        private void send() throws IOException {
            begin();
            if (size == 0) {
                return;
            }
            byte[] piece = gzip == null ? Arrays.copyOf(buffer, size) : gzip.compress(buffer, size);
            size = 0;
            send(piece);
        }

        private void begin() {
            if (begun) {
                return;
            }
            begun = true;
            if (ContentCoding.acceptsGzip(requestHeaders)) {
                gzip = new GzipPieces();
            }
            HttpResponse head = RequestProcessor.headOf(response, gzip != null);
            onLoop(() -> sink.begin(head), new CompletableFuture<>());
        }

        private void send(byte[] piece) throws IOException {
            endTurn();
            awaitPrevious();
            takeTurn();
            CompletableFuture<Void> sent = new CompletableFuture<>();
            previous = sent;
            onLoop(
                    () -> sink.write(Unpooled.wrappedBuffer(piece)).addListener(written -> {
                        if (written.isSuccess()) {
                            sent.complete(null);
                        } else {
                            sent.completeExceptionally(written.cause());
                        }
                    }),
                    sent);
        }

        private void awaitPrevious() throws IOException {
            try {
                previous.get();
            } catch (ExecutionException e) {
                throw new DisconnectedException();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new DisconnectedException();
            }
        }

        /** Sends the last piece and ends the response. */
        void finish() throws IOException {
            CompletableFuture<?> unused = new CompletableFuture<>();
            if (!begun) {
                RestResponse small = response.withBody(Arrays.copyOf(buffer, size));
                onLoop(() -> sink.whole(RequestProcessor.toHttp(small, requestHeaders)), unused);
                return;
            }
            send();
            if (gzip != null) {
                send(gzip.finish());
            }
            awaitPrevious();
            onLoop(sink::end, unused);
        }

        void abort() {
            CompletableFuture<?> unused = new CompletableFuture<>();
            if (gzip != null) {
                gzip.close();
            }
            if (begun) {
                onLoop(sink::abort, unused);
            } else {
                RestResponse error = ErrorResponses.json(500, "Internal error encountered.", "INTERNAL");
                RestResponse complete = new RestResponse(
                        error.status(), error.contentType(), error.body(), response.headers(), null, error.error());
                onLoop(() -> sink.whole(RequestProcessor.toHttp(complete, requestHeaders)), unused);
            }
        }
    }

    /** Thrown to the writer of a body whose client has disconnected. */
    private static final class DisconnectedException extends InterruptedIOException {
        private static final long serialVersionUID = 1L;

        private DisconnectedException() {
            super("The client has disconnected.");
        }
    }
}
