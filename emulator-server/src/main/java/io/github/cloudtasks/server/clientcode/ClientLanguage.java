package io.github.cloudtasks.server.clientcode;

import io.github.cloudtasks.model.task.Task;
import java.util.Locale;

/** A client for which code can be written. The name in lower case is used in URLs. */
public enum ClientLanguage {
    CURL,
    GCLOUD,
    PYTHON,
    NODE,
    GO,
    JAVA;

    /** Returns the name in lower case. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Returns a complete program or command that creates a task like this one, with a new name, in the same queue.
     *
     * @param task a stored task with its body
     * @param authority the host and port of the emulator, such as {@code localhost:8123}
     */
    public String codeFor(Task task, String authority) {
        TaskTemplate template = TaskTemplate.of(task, authority);
        return switch (this) {
            case CURL -> CurlCode.of(template);
            case GCLOUD -> GcloudCode.of(template);
            case PYTHON -> PythonCode.of(template);
            case NODE -> NodeCode.of(template);
            case GO -> GoCode.of(template);
            case JAVA -> JavaCode.of(template);
        };
    }
}
