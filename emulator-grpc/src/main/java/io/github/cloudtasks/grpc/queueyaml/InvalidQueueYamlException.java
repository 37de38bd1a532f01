package io.github.cloudtasks.grpc.queueyaml;

import io.github.cloudtasks.model.ApiException;
import java.io.Serial;

/** Thrown if a file is not a valid queue.yaml. Has the position, a description and the error of the API. */
public final class InvalidQueueYamlException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final int line;
    private final String field;
    private final String what;
    private final transient ApiException apiException;

    private InvalidQueueYamlException(int line, String field, String what, String apiMessage) {
        super(what, null, false, false);
        this.line = line;
        this.field = field;
        this.what = what;
        this.apiException = ApiException.invalidArgument(apiMessage);
    }

    /**
     * Returns the exception for a text without the form of a queue.yaml.
     *
     * @param what the description, without capital letter and full stop
     */
    static InvalidQueueYamlException form(int line, String field, String what) {
        String where = line == 0 ? "" : " at line " + line;
        return new InvalidQueueYamlException(
                line, field, what + ".", "Error parsing queue.yaml" + where + ": " + what + ".");
    }

    /**
     * Returns the exception for an invalid value.
     *
     * @param what the description, as a sentence
     */
    static InvalidQueueYamlException value(int line, String field, String what) {
        return new InvalidQueueYamlException(line, field, what, "Invalid queue configuration. " + what);
    }

    /**
     * Returns the exception for a value that the service reports as an error of the queue.
     *
     * @param what the description, as a sentence
     */
    static InvalidQueueYamlException update(int line, String field, String queue, String what) {
        return new InvalidQueueYamlException(line, field, what, "Error updating queue \"" + queue + "\": " + what);
    }

    /** Returns the line of the error; the first line is 1. Returns 0 if the error has no line. */
    public int line() {
        return line;
    }

    /** Returns the attribute, such as {@code retry_parameters.max_doublings}; empty if the error has none. */
    public String field() {
        return field;
    }

    /** Returns the description, with a full stop. */
    public String description() {
        return what;
    }

    /** Returns INVALID_ARGUMENT with the message of the App Engine SDK and its legacy administration server. */
    public ApiException toApiException() {
        return apiException;
    }
}
