package io.github.cloudtasks.grpc.queueyaml;

import java.io.Serial;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.error.Mark;

/** Thrown if a text is not YAML. */
public final class InvalidYamlException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final int line;
    private final String what;

    InvalidYamlException(@Nullable Mark place, String what) {
        super(what, null, false, false);
        this.line = place == null ? 0 : place.getLine() + 1;
        this.what = what;
    }

    /** Returns the line of the error; the first line is 1. Returns 0 if the error has no line. */
    public int line() {
        return line;
    }

    /** Returns the description, without capital letter and full stop. */
    public String description() {
        return what;
    }
}
