package io.github.cloudtasks.server.startup;

import io.github.cloudtasks.model.Bytes;
import io.github.cloudtasks.server.files.InputFile;
import java.io.IOException;
import java.nio.file.Path;

/** Reads files of queues that the user named. */
final class ConfigurationFile {
    /** 1000 queues in the format of the gcloud CLI take about half a MiB. */
    static final int MAX_BYTES = 16 << 20;

    private ConfigurationFile() {}

    /**
     * Returns the content of a file.
     *
     * @throws InitialQueueException if it cannot be read or is too large
     */
    static Bytes read(Path file) {
        try {
            return Bytes.wrap(InputFile.read(file, MAX_BYTES));
        } catch (IOException e) {
            throw new InitialQueueException("Cannot read " + file + ": " + e.getMessage() + ".");
        }
    }
}
