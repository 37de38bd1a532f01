package io.github.cloudtasks.server.port;

import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;
import io.netty.util.concurrent.Ticker;
import java.time.Duration;

/**
 * Bounds what an event loop reads and processes of one connection before it is the turn of the next connection: at most
 * 16 KiB, and fewer if the last turn of the connection took more than 2 ms. 16 KiB may hold hundreds of small requests,
 * which take long before the JVM has compiled the code.
 *
 * <p>Thread-safe; a handle is used by the event loop of its connection.
 */
final class FairReads extends DefaultMaxMessagesRecvByteBufAllocator {
    private static final int MIN_BYTES = 256;
    private static final int FIRST_BYTES = 2 << 10;
    private static final int MAX_BYTES = 16 << 10;
    private static final long LONG_TURN_NANOS = Duration.ofMillis(2).toNanos();

    private final Ticker ticker;

    FairReads(Ticker ticker) {
        super(1);
        this.ticker = ticker;
    }

    @Override
    @SuppressWarnings("deprecation") // Netty has no other method for this.
    public Handle newHandle() {
        return new Turns();
    }

    private final class Turns extends MaxMessageHandle {
        private int size = FIRST_BYTES;
        private long start;

        @Override
        public int guess() {
            return size;
        }

        @Override
        public void lastBytesRead(int bytes) {
            super.lastBytesRead(bytes);
            start = ticker.nanoTime();
        }

        @Override
        public void readComplete() {
            int bytes = lastBytesRead();
            long nanos = ticker.nanoTime() - start;
            if (nanos > LONG_TURN_NANOS) {
                size = Math.clamp(bytes / 2, MIN_BYTES, MAX_BYTES);
            } else if (bytes == size && nanos < LONG_TURN_NANOS / 2) {
                size = Math.min(size * 2, MAX_BYTES);
            } else if (bytes < size / 4) {
                // An idle connection with the beginning of a request keeps its buffer.
                size = Math.max(size / 2, FIRST_BYTES);
            }
        }
    }
}
