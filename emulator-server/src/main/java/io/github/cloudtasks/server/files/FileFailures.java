package io.github.cloudtasks.server.files;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Reasons of failures of the file system in words. The messages of the exceptions are often a path alone. */
public final class FileFailures {
    private FileFailures() {}

    /**
     * Returns the reason why a file or directory cannot be written, without capital letter and full stop.
     *
     * @param failure of a method of {@link java.nio.file.Files}
     */
    public static String reason(IOException failure) {
        return switch (failure) {
            case NoSuchFileException e -> "there is no such directory";
            case AccessDeniedException e -> "permission denied";
            case FileAlreadyExistsException e -> e.getFile() + " is no directory";
            case FileSystemException e when e.getReason() != null -> e.getReason();
            default -> String.valueOf(failure.getMessage());
        };
    }
}
