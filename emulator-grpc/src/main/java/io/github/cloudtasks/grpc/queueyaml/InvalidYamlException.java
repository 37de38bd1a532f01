package io.github.cloudtasks.grpc.queueyaml;

import java.io.Serial;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.error.Mark;

/** A text that is no YAML. */
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

    /** Where it stops being YAML, from 1; 0 where the file as a whole is at fault. */
    public int line() {
        return line;
    }

    /** What is wrong; neither capital nor full stop. */
    public String description() {
        return what;
    }
}
