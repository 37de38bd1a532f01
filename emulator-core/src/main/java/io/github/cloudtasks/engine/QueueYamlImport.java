package io.github.cloudtasks.engine;

import io.github.cloudtasks.engine.QueueApi.UploadedQueue;
import io.github.cloudtasks.engine.queue.CmekConfigs;
import io.github.cloudtasks.engine.queue.LiveQueue;
import io.github.cloudtasks.engine.queue.QueueRegistry;
import io.github.cloudtasks.engine.queue.StoredSize;
import io.github.cloudtasks.engine.rules.QueueRules;
import io.github.cloudtasks.engine.rules.ResourceNames;
import io.github.cloudtasks.engine.spec.Permission;
import io.github.cloudtasks.model.ApiException;
import io.github.cloudtasks.model.LocationName;
import io.github.cloudtasks.model.QueueName;
import io.github.cloudtasks.model.queue.Queue;
import io.github.cloudtasks.model.queue.QueueState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The import of a queue.yaml (documented, and code of the gcloud CLI). The file does not name a location: the emulator
 * uses the location of the project's queues if they have the same one, otherwise us-central1 (inferred).
 */
final class QueueYamlImport {
    private static final String DEFAULT_LOCATION = "us-central1";
    private static final String DEFAULT_QUEUE = "default";

    private final QueueRegistry queues;
    private final QueueRules rules;
    private final CmekConfigs cmekConfigs;

    QueueYamlImport(QueueRegistry queues, QueueRules rules, CmekConfigs cmekConfigs) {
        this.queues = queues;
        this.rules = rules;
        this.cmekConfigs = cmekConfigs;
    }

    /** Validates all queues of the file, then applies them. See {@link QueueApi#uploadQueues}. */
    void apply(String appId, Map<String, UploadedQueue> uploaded, boolean resumePaused) {
        if (appId.isEmpty()) {
            throw ApiException.invalidArgument("UploadQueueYamlRequest.app_id is required.");
        }
        String project = ResourceNames.project("projects/" + withoutPartition(appId), Permission.QUEUES_UPDATE);
        LocationName location = locationOf(project);
        long growth = 0;
        for (Map.Entry<String, UploadedQueue> queue : uploaded.entrySet()) {
            growth += check(queue.getKey(), location, queue.getValue());
        }
        queues.stored().requireRoom(growth);
        uploaded.forEach((id, queue) -> put(new QueueName(location, id), queue, resumePaused));
        disableOthers(location, uploaded);
    }

    /** Checks one queue. Returns by how much the stored data will grow, in bytes. */
    private long check(String id, LocationName location, UploadedQueue uploaded) {
        ResourceNames.checkQueueId(id);
        QueueName name = new QueueName(location, id);
        LiveQueue live = queues.find(name);
        if (live != null) {
            Queue changed = rules.changeFromFile(live.queue(), uploaded.settings());
            cmekConfigs.check(changed);
            return Math.max(0, StoredSize.of(changed) - StoredSize.of(live.queue()));
        }
        queues.checkNotBlocked(name);
        Queue created = rules.complete(name, uploaded.settings());
        cmekConfigs.check(created);
        return StoredSize.of(created);
    }

    private void put(QueueName name, UploadedQueue uploaded, boolean resumePaused) {
        LiveQueue live = queues.find(name);
        if (live == null) {
            Queue queue = rules.complete(name, uploaded.settings());
            queues.create(uploaded.paused() ? queue.withState(QueueState.PAUSED) : queue);
            return;
        }
        live.withLock((queue, now) -> {
            QueueState state = queue.queue().state();
            queue.change(rules.changeFromFile(queue.queue(), uploaded.settings()), now);
            return queue.changeState(
                    uploaded.paused() ? QueueState.PAUSED : resumePaused ? QueueState.RUNNING : state, now);
        });
    }

    private void disableOthers(LocationName location, Map<String, UploadedQueue> uploaded) {
        for (LiveQueue live : queues.inLocation(location, "")) {
            String id = live.queue().name().queueId();
            if (!uploaded.containsKey(id) && !id.equals(DEFAULT_QUEUE)) {
                live.withLockIfOpen((queue, now) -> queue.changeState(QueueState.DISABLED, now));
            }
        }
    }

    private LocationName locationOf(String project) {
        List<LocationName> used = new ArrayList<>();
        for (QueueName name : queues.names()) {
            if (name.location().project().equals(project) && !used.contains(name.location())) {
                used.add(name.location());
            }
        }
        return used.size() == 1 ? used.getFirst() : new LocationName(project, DEFAULT_LOCATION);
    }

    /** Returns {@code app} for {@code s~app}, the form in which App Engine writes the id of an app. */
    private static String withoutPartition(String appId) {
        return appId.length() > 2 && appId.charAt(1) == '~' ? appId.substring(2) : appId;
    }
}
