package io.github.cloudtasks.grpc.queueyaml;

import io.github.cloudtasks.model.ApiException;
import java.io.Serial;

/** A queue.yaml that cannot be one: where, what, and how the API answers to it. */
public final class InvalidQueueYamlException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final int line;
    private final String field;
    private final String what;
    private final transient ApiException apiException;

    private InvalidQueueYamlException(int line, String field, String what, String answer) {
        super(what, null, false, false);
        this.line = line;
        this.field = field;
        this.what = what;
        this.apiException = ApiException.invalidArgument(answer);
    }

    /** A text that is not of the form of a queue.yaml; {@code what} has neither capital nor full stop. */
    static InvalidQueueYamlException form(int line, String field, String what) {
        String where = line == 0 ? "" : " at line " + line;
        return new InvalidQueueYamlException(
                line, field, what + ".", "Error parsing queue.yaml" + where + ": " + what + ".");
    }

    /** A value that makes no sense; {@code what} is a sentence. */
    static InvalidQueueYamlException value(int line, String field, String what) {
        return new InvalidQueueYamlException(line, field, what, "Invalid queue configuration. " + what);
    }

    /** A value that the service takes for the queue's, not for the file's mistake; {@code what} is a sentence. */
    static InvalidQueueYamlException update(int line, String field, String queue, String what) {
        return new InvalidQueueYamlException(line, field, what, "Error updating queue \"" + queue + "\": " + what);
    }

    /** Counted from 1; 0 where the file as a whole is at fault. */
    public int line() {
        return line;
    }

    /** The attribute, such as {@code retry_parameters.max_doublings}; empty where it is none. */
    public String field() {
        return field;
    }

    /** What is wrong; it ends with a full stop. */
    public String description() {
        return what;
    }

    /** INVALID_ARGUMENT, in the words of the App Engine SDK and its legacy administration server. */
    public ApiException toApiException() {
        return apiException;
    }
}
