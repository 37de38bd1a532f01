package io.github.cloudtasks.server.port;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.ChannelConfig;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.MockTicker;
import io.netty.util.concurrent.Ticker;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class FairReadsTest {
    private static final int MAX = 16 << 10;

    private final MockTicker ticker = Ticker.newMockTicker();
    private final ChannelConfig config = new EmbeddedChannel().config();

    @SuppressWarnings("deprecation") // Netty has no other method for this.
    private final RecvByteBufAllocator.Handle handle = new FairReads(ticker).newHandle();

    @Test
    void fast_connection_reads_up_to_16_KiB_a_turn() {
        for (int i = 0; i < 10; i++) {
            turn(Integer.MAX_VALUE, 0);
        }
        assertThat(turn(Integer.MAX_VALUE, 0)).isEqualTo(MAX);
    }

    @Test
    void slow_requests_halve_what_is_read_in_the_next_turn() {
        fast_connection_reads_up_to_16_KiB_a_turn();
        turn(Integer.MAX_VALUE, 3);
        assertThat(turn(Integer.MAX_VALUE, 3)).isEqualTo(MAX / 2);
        assertThat(turn(Integer.MAX_VALUE, 3)).isEqualTo(MAX / 4);
        for (int i = 0; i < 10; i++) {
            turn(Integer.MAX_VALUE, 3);
        }
        assertThat(turn(Integer.MAX_VALUE, 0)).isEqualTo(256);
    }

    @Test
    void few_bytes_that_took_long_bound_the_next_turn_to_half_of_them() {
        fast_connection_reads_up_to_16_KiB_a_turn();
        turn(1000, 3);
        assertThat(turn(Integer.MAX_VALUE, 0)).isEqualTo(500);
    }

    @Test
    void connection_reads_more_again_when_its_requests_are_fast() {
        slow_requests_halve_what_is_read_in_the_next_turn();
        fast_connection_reads_up_to_16_KiB_a_turn();
    }

    @Test
    void connection_with_few_bytes_has_a_small_buffer() {
        fast_connection_reads_up_to_16_KiB_a_turn();
        for (int i = 0; i < 10; i++) {
            turn(100, 0);
        }
        assertThat(turn(100, 0)).isEqualTo(2 << 10);
    }

    @Test
    void turn_is_one_read() {
        handle.reset(config);
        handle.incMessagesRead(1);
        handle.lastBytesRead(100);
        assertThat(handle.continueReading()).isFalse();
    }

    /** Reads up to {@code available} bytes and processes them. Returns the size of the buffer. */
    private int turn(int available, long millis) {
        handle.reset(config);
        ByteBuf buffer = handle.allocate(UnpooledByteBufAllocator.DEFAULT);
        int size = buffer.writableBytes();
        buffer.release();
        handle.attemptedBytesRead(size);
        handle.lastBytesRead(Math.min(available, size));
        ticker.advance(millis, TimeUnit.MILLISECONDS);
        handle.readComplete();
        return size;
    }
}
