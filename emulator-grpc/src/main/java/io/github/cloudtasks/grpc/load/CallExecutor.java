package io.github.cloudtasks.grpc.load;

import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The executor of gRPC calls. It runs a call on the event loop that has received its data, without a change of threads.
 * Only while the event loop passes the data of a large request to gRPC, it uses {@link HeavyWork}, so that the request
 * is decompressed and parsed there. grpc-java runs the tasks of one call in their order, also on different threads.
 *
 * <p>Thread-safe.
 */
public final class CallExecutor implements Executor {
    /** The memory of the large request whose data this thread passes to gRPC; null if there is none. */
    private static final ThreadLocal<@Nullable Reservation> RECEIVING = new ThreadLocal<>();

    /** Passes data of a request to gRPC. */
    @FunctionalInterface
    public interface Receiver<E extends Exception> {
        /** Returns the number of bytes that have been processed. */
        int receive() throws E;
    }

    /**
     * Passes data of a large request to gRPC.
     *
     * @param memory the bytes that have been received; released when gRPC has processed them
     */
    public static <E extends Exception> int receiveLarge(Reservation memory, Receiver<E> receiver) throws E {
        RECEIVING.set(memory);
        try {
            return receiver.receive();
        } finally {
            RECEIVING.remove();
        }
    }

    @Override
    public void execute(Runnable task) {
        Reservation memory = RECEIVING.get();
        if (memory == null) {
            task.run();
            return;
        }
        HeavyWork.executor().execute(() -> {
            try {
                task.run();
            } finally {
                // More data may follow on the stream.
                boolean unused = memory.resize(0);
            }
        });
    }
}
