package io.github.cloudtasks.server.startup;

import io.github.cloudtasks.engine.CloudTasks;
import io.github.cloudtasks.grpc.queueyaml.InvalidQueueYamlException;
import io.github.cloudtasks.grpc.queueyaml.QueueYaml;
import io.github.cloudtasks.model.ApiException;
import io.github.cloudtasks.model.Bytes;
import java.nio.file.Path;

/**
 * A queue.yaml to load at start. Unlike an upload, it does not pause other queues, because they may be configured too.
 */
record QueueYamlFile(Path file) {

    void createIn(CloudTasks engine, QueueNames names) {
        if (names.project().isEmpty()) {
            throw new InitialQueueException(
                    "A queue.yaml does not contain the project of its queues: add --project PROJECT.");
        }
        QueueYaml yaml = read(ConfigurationFile.read(file));
        yaml.queues().forEach((id, queue) -> {
            try {
                new InitialQueue(id, queue.settings(), queue.paused()).createIn(engine, names.inLocation(id));
            } catch (ApiException e) {
                throw place(yaml.lines().getOrDefault(id, 0), "name").mistake(InitialQueue.message(e));
            }
        });
    }

    private QueueYaml read(Bytes bytes) {
        try {
            return QueueYaml.read(bytes);
        } catch (InvalidQueueYamlException e) {
            throw place(e.line(), e.field()).mistake(e.description());
        }
    }

    private SourceLocation place(int line, String field) {
        return new SourceLocation(file.toString(), line, field);
    }
}
