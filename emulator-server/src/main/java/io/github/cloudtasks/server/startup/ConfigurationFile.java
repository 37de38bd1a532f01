package io.github.cloudtasks.server.startup;

import io.github.cloudtasks.model.Bytes;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads files that the user named. */
final class ConfigurationFile {
    private ConfigurationFile() {}

    static Bytes read(Path file) {
        if (Files.isDirectory(file)) {
            throw new InitialQueueException("Cannot read " + file + ": it is a directory.");
        }
        try {
            return Bytes.wrap(Files.readAllBytes(file));
        } catch (NoSuchFileException e) {
            throw new InitialQueueException("Cannot read " + file + ": there is no such file.");
        } catch (AccessDeniedException e) {
            throw new InitialQueueException("Cannot read " + file + ": permission denied.");
        } catch (IOException e) {
            throw new InitialQueueException("Cannot read " + file + ": " + e.getMessage() + ".");
        }
    }
}
