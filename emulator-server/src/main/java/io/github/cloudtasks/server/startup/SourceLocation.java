package io.github.cloudtasks.server.startup;

/**
 * The place of a mistake in a file.
 *
 * @param file the name of the file, as the user wrote it
 * @param line from 1; 0 if the mistake concerns the whole file
 * @param field the path of the field, spelled as in the file, with dots between levels; empty if it concerns no field
 */
record SourceLocation(String file, int line, String field) {

    /** Returns an exception that names this place. */
    InitialQueueException mistake(String description) {
        String end = description.endsWith(".") ? "" : ".";
        return new InitialQueueException(this + ": " + description.replace('\n', ' ') + end);
    }

    /** Returns a text such as {@code queues.yaml, line 12, retryConfig.minBackoff}. */
    @Override
    public String toString() {
        return file + (line == 0 ? "" : ", line " + line) + (field.isEmpty() ? "" : ", " + field);
    }
}
