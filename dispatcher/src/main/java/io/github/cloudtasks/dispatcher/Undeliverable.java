package io.github.cloudtasks.dispatcher;

/** An attempt of which nothing can be sent. The message is a sentence for the log. */
final class Undeliverable extends Exception {
    private static final long serialVersionUID = 1L;

    /** Without a stack trace: it is an outcome, not a bug, and a busy queue makes many. */
    Undeliverable(String reason) {
        super(reason, null, false, false);
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}
