package io.github.cloudtasks.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The number of the last group of changes that was committed, in a file beside the database. SQLite drops the end of a
 * damaged log without an error. Comparing this number with the one in the database shows that groups are missing.
 *
 * <p>One system call writes the number and its check, so that the end of the process cannot separate them. The file is
 * not mapped: a write to a mapped file fails with an {@link InternalError} if somebody truncates it, or if the disk is
 * full. Not thread-safe.
 */
final class CommitMark implements AutoCloseable {
    /** The result of {@link #get} for a file that is new. */
    static final long MISSING = -1;

    /** The result of {@link #get} for a damaged file. */
    static final long DAMAGED = -2;

    /** The number and its complement, which show whether the file is damaged. */
    private static final int BYTES = 2 * Long.BYTES;

    private final FileChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BYTES);
    private boolean isSynced;

    private CommitMark(FileChannel channel) {
        this.channel = channel;
    }

    /** Opens the file, which is created without a number if it is missing. */
    static CommitMark open(Path file) throws IOException {
        return new CommitMark(
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE));
    }

    /** Returns the number, {@link #MISSING} or {@link #DAMAGED}. */
    long get() throws IOException {
        if (channel.size() == 0) {
            return MISSING;
        }
        buffer.clear();
        int read = channel.read(buffer, 0);
        long number = buffer.getLong(0);
        return read == BYTES && number >= 0 && buffer.getLong(Long.BYTES) == ~number ? number : DAMAGED;
    }

    void set(long number) throws IOException {
        buffer.clear();
        buffer.putLong(number).putLong(~number).flip();
        channel.write(buffer, 0);
        if (!isSynced) {
            // An older number is right after a power failure, but an empty file is not.
            channel.force(true);
            isSynced = true;
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
