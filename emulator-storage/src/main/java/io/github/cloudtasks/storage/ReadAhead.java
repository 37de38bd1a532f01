package io.github.cloudtasks.storage;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;

/**
 * Reads elements on another thread, ahead of the thread that uses them, so that two processors share the work. They are
 * handed over in batches whose number and size are limited, so that they do not fill the memory.
 */
final class ReadAhead<T> {
    /** The most batches that wait. */
    private static final int MAX_BATCHES = 3;

    /** The most elements of a batch. */
    private static final int MAX_ELEMENTS = 256;

    /** The size in bytes at which a batch is handed over. */
    private static final int FULL_BYTES = 128 << 10;

    private final ToIntFunction<T> size;

    /** The batches that wait. An empty one is the end. */
    private final BlockingQueue<List<T>> batches = new ArrayBlockingQueue<>(MAX_BATCHES);

    private List<T> batch = new ArrayList<>(MAX_ELEMENTS);
    private int bytes;

    /** Passes elements to a consumer, one by one. */
    @FunctionalInterface
    interface Source<T> {
        void readInto(Consumer<T> consumer);
    }

    private ReadAhead(ToIntFunction<T> size) {
        this.size = size;
    }

    /**
     * Reads a source on another thread, and passes its elements to a consumer on this thread. When the method returns
     * or throws, the source is no longer in use.
     *
     * @param size returns the size of an element in bytes
     */
    static <T> void read(Source<T> source, ToIntFunction<T> size, Consumer<T> consumer) {
        ReadAhead<T> ahead = new ReadAhead<>(size);
        try (ExecutorService reader = Executors.newSingleThreadExecutor(
                work -> Thread.ofPlatform().daemon().name("state-reader").unstarted(work))) {
            CompletableFuture<Void> reading = CompletableFuture.runAsync(() -> ahead.readAll(source), reader);
            try {
                ahead.takeAll(consumer);
                reading.join();
            } catch (CompletionException e) {
                if (e.getCause() instanceof Error error) {
                    throw error;
                }
                throw e;
            } finally {
                // The end of the block waits for the thread.
                reader.shutdownNow();
            }
        }
    }

    private void readAll(Source<T> source) {
        try {
            source.readInto(this::add);
            if (!batch.isEmpty()) {
                put(batch);
            }
        } finally {
            put(List.of());
        }
    }

    private void add(T element) {
        batch.add(element);
        bytes += size.applyAsInt(element);
        if (batch.size() == MAX_ELEMENTS || bytes >= FULL_BYTES) {
            put(batch);
            batch = new ArrayList<>(MAX_ELEMENTS);
            bytes = 0;
        }
    }

    private void put(List<T> full) {
        try {
            batches.put(full);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("the elements are not used");
        }
    }

    private void takeAll(Consumer<T> consumer) {
        try {
            for (List<T> next = batches.take(); !next.isEmpty(); next = batches.take()) {
                next.forEach(consumer);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("the thread that uses the elements was interrupted");
        }
    }
}
