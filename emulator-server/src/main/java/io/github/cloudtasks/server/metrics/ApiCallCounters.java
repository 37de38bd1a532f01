package io.github.cloudtasks.server.metrics;

import io.github.cloudtasks.grpc.rpc.CallListener;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLongArray;

/** Counts the calls of the API by method, transport and code. Thread-safe. */
final class ApiCallCounters implements CallListener {
    /** The number of codes of {@code google.rpc.Code}. */
    private static final int CODES = 17;

    /** By full name of the method. There are as many entries as methods that were called. */
    private final ConcurrentHashMap<String, AtomicLongArray> counts = new ConcurrentHashMap<>();

    /** A count of calls. */
    @FunctionalInterface
    interface Visitor {
        /**
         * Called with a number of calls.
         *
         * @param method the full name of the method
         * @param code the number of a {@code google.rpc.Code}
         */
        void visit(String method, Transport transport, int code, long calls);
    }

    @Override
    public void answered(String method, Transport transport, int code) {
        AtomicLongArray counted = counts.get(method);
        if (counted == null) {
            counted = counts.computeIfAbsent(method, name -> new AtomicLongArray(CODES * Transport.values().length));
        }
        counted.incrementAndGet(index(transport, code));
    }

    private static int index(Transport transport, int code) {
        return transport == Transport.GRPC ? code : CODES + code;
    }

    /** Passes the counts that are not 0 to a visitor, and those of successful calls of all called methods. */
    void forEach(Visitor visitor) {
        counts.forEach((method, counted) -> {
            for (Transport transport : Transport.values()) {
                for (int code = 0; code < CODES; code++) {
                    long calls = counted.get(index(transport, code));
                    if (calls > 0 || code == 0) {
                        visitor.visit(method, transport, code, calls);
                    }
                }
            }
        });
    }
}
