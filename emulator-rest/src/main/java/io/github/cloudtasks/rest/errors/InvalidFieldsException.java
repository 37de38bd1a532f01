package io.github.cloudtasks.rest.errors;

import io.grpc.StatusRuntimeException;
import java.util.List;

/** An INVALID_ARGUMENT error with the invalid fields of a request, for callers that point at them in the request. */
public final class InvalidFieldsException extends StatusRuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<InvalidField> fields;

    /**
     * An invalid field.
     *
     * @param path the path of the member in the request. The BadRequest has the path of its parent if the member is
     *     unknown
     * @param problem the error message without the prefix of the front end
     * @param isUnknown whether the member is not expected there
     */
    public record InvalidField(String path, String problem, boolean isUnknown) {}

    InvalidFieldsException(StatusRuntimeException error, List<InvalidField> fields) {
        super(error.getStatus(), error.getTrailers());
        this.fields = List.copyOf(fields);
    }

    /** Returns the invalid fields in the order of the request; at least one. */
    public List<InvalidField> fields() {
        return fields;
    }
}
