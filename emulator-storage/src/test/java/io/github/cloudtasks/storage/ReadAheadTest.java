package io.github.cloudtasks.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Elements are read on another thread, and arrive complete and in order. */
class ReadAheadTest {
    private static final int MEGABYTE = 1 << 20;

    @Test
    void elements_arrive_in_their_order() {
        for (int count : new int[] {0, 1, 255, 256, 257, 10_000}) {
            List<Integer> expected = IntStream.range(0, count).boxed().toList();
            List<Integer> received = new ArrayList<>();

            ReadAhead.read(expected::forEach, element -> 1, received::add);

            assertThat(received).isEqualTo(expected);
        }
    }

    @Test
    void source_is_read_on_another_thread() {
        List<Thread> threads = new ArrayList<>();

        ReadAhead.<Thread>read(consumer -> consumer.accept(Thread.currentThread()), element -> 1, element -> {
            threads.add(element);
            threads.add(Thread.currentThread());
        });

        assertThat(threads.get(0)).isNotSameAs(threads.get(1));
        assertThat(threads.get(1)).isSameAs(Thread.currentThread());
    }

    @Test
    void few_large_elements_are_held() {
        AtomicInteger read = new AtomicInteger();
        AtomicInteger used = new AtomicInteger();
        List<Integer> ahead = new ArrayList<>();

        ReadAhead.<Integer>read(
                consumer -> IntStream.range(0, 100).forEach(i -> {
                    ahead.add(read.incrementAndGet() - used.get());
                    consumer.accept(i);
                }),
                element -> MEGABYTE,
                element -> used.incrementAndGet());

        // Three wait, one is used, one waits for a place and one is read.
        assertThat(ahead).hasSize(100).allMatch(count -> count <= 6);
    }

    @Test
    void failure_of_the_source_is_thrown_after_its_elements() {
        List<Integer> received = new ArrayList<>();

        assertThatExceptionOfType(CompletionException.class)
                .isThrownBy(() -> ReadAhead.<Integer>read(
                        consumer -> {
                            consumer.accept(1);
                            throw new IllegalArgumentException("broken");
                        },
                        element -> MEGABYTE,
                        received::add))
                .withCauseInstanceOf(IllegalArgumentException.class);
        assertThatExceptionOfType(OutOfMemoryError.class)
                .isThrownBy(() -> ReadAhead.read(
                        consumer -> {
                            throw new OutOfMemoryError("full");
                        },
                        element -> 1,
                        element -> {}));
        assertThat(received).containsExactly(1);
    }

    @Test
    void source_has_ended_when_the_failure_of_the_consumer_is_thrown() {
        AtomicBoolean ended = new AtomicBoolean();

        assertThatIllegalStateException()
                .isThrownBy(() -> ReadAhead.<Integer>read(
                        consumer -> {
                            try {
                                IntStream.iterate(0, i -> i + 1).forEach(consumer::accept);
                            } finally {
                                ended.set(true);
                            }
                        },
                        element -> 1,
                        element -> {
                            throw new IllegalStateException("full");
                        }))
                .withMessage("full");
        assertThat(ended).isTrue();
    }
}
