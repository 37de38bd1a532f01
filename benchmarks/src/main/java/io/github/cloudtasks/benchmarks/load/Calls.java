package io.github.cloudtasks.benchmarks.load;

/** A series of calls: the serialized request of each one, and what happens with its response. */
@FunctionalInterface
public interface Calls {
    /** Returns the serialized request of a call. The calls of a series have the indexes 0, 1, 2, and so on. */
    byte[] request(int index);

    /** Receives the serialized response of a call, on the thread of the connection. Does nothing by default. */
    default void accept(int index, byte[] response) {}

    /** Returns calls with the same request each, whose responses must not be empty. */
    static Calls repeat(byte[] request) {
        return new Calls() {
            @Override
            public byte[] request(int index) {
                return request;
            }

            @Override
            public void accept(int index, byte[] response) {
                if (response.length == 0) {
                    throw new IllegalStateException("an empty response");
                }
            }
        };
    }
}
