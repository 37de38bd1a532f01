package io.github.cloudtasks.storage;

import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The number of the last group of changes that was committed, in a file beside the database. SQLite drops the end of a
 * damaged log without an error. Comparing this number with the one in the database shows that groups are missing.
 *
 * <p>The file is mapped, so that writing costs no system call. What was written survives the end of the process. Not
 * thread-safe.
 */
final class CommitMark implements AutoCloseable {
    /** The number and its complement, which show whether the file is damaged. */
    private static final int BYTES = 2 * Long.BYTES;

    private final FileChannel channel;
    private final MappedByteBuffer mapped;

    private CommitMark(FileChannel channel, MappedByteBuffer mapped) {
        this.channel = channel;
        this.mapped = mapped;
    }

    /** Opens the file, and creates it with the number 0 if it is missing. */
    static CommitMark open(Path file) throws IOException {
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            boolean isNew = channel.size() == 0;
            CommitMark mark = new CommitMark(channel, channel.map(MapMode.READ_WRITE, 0, BYTES));
            if (isNew) {
                mark.set(0);
            }
            return mark;
        } catch (IOException | RuntimeException | Error e) {
            channel.close();
            throw e;
        }
    }

    /** Returns the number; -1 if the file is damaged. */
    long get() {
        long number = mapped.getLong(0);
        return number >= 0 && mapped.getLong(Long.BYTES) == ~number ? number : -1;
    }

    void set(long number) {
        mapped.putLong(0, number);
        mapped.putLong(Long.BYTES, ~number);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
