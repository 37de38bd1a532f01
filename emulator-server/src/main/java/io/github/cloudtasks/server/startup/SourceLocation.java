package io.github.cloudtasks.server.startup;

/**
 * Where a mistake is.
 *
 * @param file as the user named it
 * @param line from 1; 0 where the file as a whole is at fault
 * @param field as it is written in the file, dots between the levels; empty where it is none
 */
record SourceLocation(String file, int line, String field) {

    /** The end of the start, with a sentence. */
    InitialQueueException mistake(String what) {
        String end = what.endsWith(".") ? "" : ".";
        return new InitialQueueException(this + ": " + what.replace('\n', ' ') + end);
    }

    /** {@code queues.yaml, line 12, retryConfig.minBackoff}. */
    @Override
    public String toString() {
        return file + (line == 0 ? "" : ", line " + line) + (field.isEmpty() ? "" : ", " + field);
    }
}
