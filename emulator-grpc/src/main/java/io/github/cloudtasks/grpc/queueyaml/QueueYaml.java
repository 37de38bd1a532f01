package io.github.cloudtasks.grpc.queueyaml;

import io.github.cloudtasks.engine.QueueApi.UploadedQueue;
import io.github.cloudtasks.model.ApiException;
import io.github.cloudtasks.model.Bytes;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The contents of a queue.yaml. Conversions and error messages are those of the App Engine SDK and its legacy
 * administration server.
 *
 * @param queues the queues by id, in the order of the file
 * @param lines the line of each queue's name, by queue id; the first line is 1
 * @param resumePausedQueues whether paused and disabled queues in the file are resumed; true by default
 */
public record QueueYaml(Map<String, UploadedQueue> queues, Map<String, Integer> lines, boolean resumePausedQueues) {
    public QueueYaml {
        queues = Collections.unmodifiableMap(new LinkedHashMap<>(queues));
        lines = Map.copyOf(lines);
    }

    /**
     * Parses a file that was uploaded through the API.
     *
     * @param file the text in UTF-8
     * @throws ApiException INVALID_ARGUMENT if the file is not a valid queue.yaml; some messages have a line number
     */
    public static QueueYaml parse(Bytes file) {
        try {
            return read(file);
        } catch (InvalidQueueYamlException e) {
            throw e.toApiException();
        }
    }

    /**
     * Parses a file.
     *
     * @param file the text in UTF-8
     * @throws InvalidQueueYamlException if the file is not a valid queue.yaml
     */
    public static QueueYaml read(Bytes file) {
        YamlMap document = YamlMap.document(file);
        // The storage limit does not apply to the emulator, and the caller has named the project already.
        document.ignore("total_storage_limit", "application");
        boolean resume = document.flag("resume_paused_queues", true);
        Map<String, UploadedQueue> queues = new LinkedHashMap<>();
        Map<String, Integer> lines = new LinkedHashMap<>();
        for (YamlMap entry : document.maps("queue")) {
            String name = entry.requiredText("name");
            if (queues.put(name, QueueEntry.read(name, entry)) != null) {
                throw entry.invalid("name", "Queue \"" + name + "\" is defined twice.");
            }
            lines.put(name, entry.line("name"));
        }
        document.requireNothingElse();
        return new QueueYaml(queues, lines, resume);
    }
}
