package io.github.cloudtasks.rest.batch;

/** Thrown if a batch cannot be read; the message has the reason. */
final class MalformedBatchException extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedBatchException(String reason) {
        super(reason);
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}
