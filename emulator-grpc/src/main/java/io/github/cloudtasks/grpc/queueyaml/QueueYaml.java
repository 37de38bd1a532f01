package io.github.cloudtasks.grpc.queueyaml;

import io.github.cloudtasks.engine.QueueApi.UploadedQueue;
import io.github.cloudtasks.model.ApiException;
import io.github.cloudtasks.model.Bytes;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a queue.yaml asks for. Its conversions and the words of its errors are those of the App Engine SDK and its
 * legacy administration server.
 *
 * @param queues by queue id, in the order of the file
 * @param lines where each queue's name stands, by queue id; counted from 1
 * @param resumePausedQueues whether paused and disabled queues of the file run again; true unless the file says
 *     otherwise
 */
public record QueueYaml(Map<String, UploadedQueue> queues, Map<String, Integer> lines, boolean resumePausedQueues) {
    public QueueYaml {
        queues = Collections.unmodifiableMap(new LinkedHashMap<>(queues));
        lines = Map.copyOf(lines);
    }

    /**
     * Reads a file that was sent to the API.
     *
     * @param file UTF-8
     * @throws ApiException INVALID_ARGUMENT, with the line where that helps, when it is no queue.yaml
     */
    public static QueueYaml parse(Bytes file) {
        try {
            return read(file);
        } catch (InvalidQueueYamlException e) {
            throw e.toApiException();
        }
    }

    /**
     * Reads a file.
     *
     * @param file UTF-8
     * @throws InvalidQueueYamlException when it is no queue.yaml
     */
    public static QueueYaml read(Bytes file) {
        YamlMap document = YamlMap.document(file);
        // Limits of an account that the emulator does not have, and the project that the caller has named already.
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
