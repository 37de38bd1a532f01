package io.github.cloudtasks.server.files;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Reads files that the user named, which may be devices without an end, or pipes to which nobody writes. */
public final class InputFile {
    /** For files that are no regular files, such as the pipe of a shell's {@code <(command)}. */
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private InputFile() {}

    /**
     * Returns the content of a file.
     *
     * @param maxBytes the size above which a file is refused
     * @throws IOException if it cannot be read; the message is the reason, without capital letter and full stop
     */
    public static byte[] read(Path file, int maxBytes) throws IOException {
        return read(file, maxBytes, TIMEOUT);
    }

    /**
     * Returns the content of a file.
     *
     * @param timeout the time to read a file that is no regular file
     */
    static byte[] read(Path file, int maxBytes, Duration timeout) throws IOException {
        if (Files.isDirectory(file)) {
            throw new IOException("it is a directory");
        }
        try {
            byte[] content =
                    Files.isRegularFile(file) ? readUpTo(file, maxBytes + 1) : readInTime(file, maxBytes + 1, timeout);
            if (content.length > maxBytes) {
                throw new IOException("it is larger than " + size(maxBytes));
            }
            return content;
        } catch (NoSuchFileException e) {
            throw new IOException("there is no such file", e);
        } catch (AccessDeniedException e) {
            throw new IOException("permission denied", e);
        }
    }

    private static byte[] readUpTo(Path file, int bytes) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(bytes);
        }
    }

    /** Reads on another thread, because opening a pipe blocks until somebody writes, and cannot be interrupted. */
    private static byte[] readInTime(Path file, int bytes, Duration timeout) throws IOException {
        CompletableFuture<byte[]> content = new CompletableFuture<>();
        Thread.ofPlatform().daemon().name("read " + file).start(() -> {
            try {
                content.complete(readUpTo(file, bytes));
            } catch (IOException | RuntimeException e) {
                content.completeExceptionally(e);
            }
        });
        try {
            return content.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new IOException("its end did not arrive within %d seconds".formatted(timeout.toSeconds()), e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            }
            throw new IOException(String.valueOf(e.getCause()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }

    private static String size(int bytes) {
        return bytes >= 1 << 20 ? (bytes >> 20) + " MiB" : (bytes >> 10) + " KiB";
    }
}
