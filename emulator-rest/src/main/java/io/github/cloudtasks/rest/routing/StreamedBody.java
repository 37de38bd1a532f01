package io.github.cloudtasks.rest.routing;

import java.io.IOException;
import java.io.OutputStream;

/** A response body of any size that is written piece by piece while the client receives it. */
@FunctionalInterface
public interface StreamedBody {
    /**
     * Writes the body. Runs on a thread of its own, which may block. Bodies that are made from a message can be written
     * again.
     *
     * @param out buffers some 32 KiB. Writing blocks while the client does not receive. {@code flush} sends what has
     *     been written so far. Closing it has no effect
     * @throws IOException if {@code out} throws it because the client has disconnected; the thread is interrupted too.
     *     Any exception ends the response: as an internal error if nothing has been sent, otherwise by closing the
     *     connection or the stream
     */
    void writeTo(OutputStream out) throws IOException;

    /**
     * Returns whether writing only computes and waits for nothing but the client. The bodies that do are written by few
     * threads at a time, which is no use for a body that waits for something else.
     */
    default boolean isComputed() {
        return false;
    }

    /** Returns the memory in bytes that this body keeps until it has been sent. */
    default long heldBytes() {
        return 0;
    }
}
