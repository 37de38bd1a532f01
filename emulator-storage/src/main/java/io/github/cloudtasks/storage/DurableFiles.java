package io.github.cloudtasks.storage;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Objects;

/** Changes of whole files that a loss of power cannot undo, or leave half done. */
final class DurableFiles {
    private static final boolean IS_WINDOWS =
            System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("windows");

    private DurableFiles() {}

    /**
     * Moves a file that was written completely to its place in one step. A file there is replaced.
     *
     * @throws IOException if it fails. Then the file there is the old one or the new one
     */
    static void replace(Path written, Path target) throws IOException {
        sync(written);
        Files.move(written, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        syncDirectoryOf(target);
        if (!Objects.equals(written.getParent(), target.getParent())) {
            syncDirectoryOf(written);
        }
    }

    /**
     * Deletes a file.
     *
     * @return whether there was one
     */
    static boolean delete(Path file) throws IOException {
        boolean deleted = Files.deleteIfExists(file);
        if (deleted) {
            syncDirectoryOf(file);
        }
        return deleted;
    }

    private static void sync(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    /**
     * Waits until the name of a file or directory is on the disk. Does nothing on Windows, which cannot open
     * directories, and if this user cannot read the directory with this name.
     */
    static void syncDirectoryOf(Path file) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        if (!IS_WINDOWS && directory != null && Files.isReadable(directory)) {
            try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    /** Returns whether an operation has failed because the disk is full. The JDK has no exception for it. */
    static boolean isFull(IOException error) {
        String message = String.valueOf(error.getMessage());
        return message.contains("No space left")
                || message.contains("Disk quota exceeded")
                || message.contains("not enough space");
    }
}
