package io.github.cloudtasks.event;

import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The place of an API call in a distributed trace. The engine does not read it: it passes the context of the call that
 * creates a task to listeners, in {@link Event.TaskCreated#trace}. Immutable.
 *
 * @param headers the headers that carry the context to another program, such as {@code traceparent} (W3C Trace
 *     Context); at least one
 */
public record TraceContext(Map<String, String> headers) {

    /** The context of the call that a thread is handling. */
    private static final ThreadLocal<@Nullable TraceContext> CURRENT = new ThreadLocal<>();

    /** Creates a context. */
    public TraceContext {
        headers = Map.copyOf(headers);
    }

    /** Returns the context of the API call that this thread is handling; null if it is not traced. */
    public static @Nullable TraceContext current() {
        return CURRENT.get();
    }

    /** Runs an action with this context as the {@linkplain #current current} one of the thread. */
    public <T> T call(Supplier<T> action) {
        TraceContext outer = CURRENT.get();
        CURRENT.set(this);
        try {
            return action.get();
        } finally {
            restore(outer);
        }
    }

    private static void restore(@Nullable TraceContext outer) {
        if (outer == null) {
            CURRENT.remove();
        } else {
            CURRENT.set(outer);
        }
    }
}
