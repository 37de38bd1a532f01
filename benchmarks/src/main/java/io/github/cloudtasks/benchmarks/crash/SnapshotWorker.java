package io.github.cloudtasks.benchmarks.crash;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.cloudtasks.benchmarks.load.CloudTasksClient;
import io.grpc.StatusRuntimeException;
import java.util.List;
import java.util.Random;

/** Saves, replaces, restores and deletes snapshots, and resets now and then. It is the only client that does so. */
final class SnapshotWorker extends Worker {
    private static final String SNAPSHOTS = "/emulator/v1/snapshots";
    private static final int NAMES = 5;

    private final SnapshotModel model;
    private final List<String> queues;

    SnapshotWorker(History history, Session session, Random random, SnapshotModel model, List<String> queues) {
        super(history, session, random);
        this.model = model;
        this.queues = queues;
    }

    @Override
    void step() throws InterruptedException {
        createMissingQueues();
        String snapshot = "snapshot-" + random.nextInt(NAMES);
        try {
            call(snapshot);
        } catch (StatusRuntimeException e) {
            model.failed(snapshot);
            throw e;
        }
    }

    private void call(String snapshot) throws InterruptedException {
        int kind = random.nextInt(100);
        if (kind < 5) {
            reset();
        } else if (model.isSnapshotGone(snapshot) || kind < 40) {
            save(snapshot);
        } else if (kind < 85) {
            restore(snapshot);
        } else {
            delete(snapshot);
        }
    }

    /** Creates and pauses the queues that do not exist: at first, and after a reset. */
    private void createMissingQueues() throws InterruptedException {
        for (String queue : queues) {
            if (model.mayBeAbsent(queue)) {
                String parent = "/v2/" + CloudTasksClient.LOCATION + "/queues";
                changeQueue(queue, "RUNNING", "CreateQueue", parent, object().put("name", queue));
                changeQueue(queue, "PAUSED", "PauseQueue", "/v2/" + queue + ":pause", object());
            }
        }
    }

    private void changeQueue(String queue, String state, String call, String path, ObjectNode request)
            throws InterruptedException {
        SnapshotModel.Change change = model.changing(queue, state, queue);
        JsonNode unused = session.rest(call, "POST", path, request);
        model.changed(change);
    }

    private void reset() throws InterruptedException {
        model.resetting();
        JsonNode unused = session.rest("reset", "POST", "/emulator/v1/reset", object());
        model.restored();
    }

    private void save(String snapshot) throws InterruptedException {
        ObjectNode request = object().put("name", snapshot);
        if (!model.isSnapshotGone(snapshot)) {
            request.put("replace", true);
        }
        model.saving(snapshot);
        JsonNode unused = session.rest("save snapshot", "POST", SNAPSHOTS, request);
        model.saved(snapshot);
    }

    private void restore(String snapshot) throws InterruptedException {
        model.restoring(snapshot);
        requestRestore(session, snapshot);
        model.restored();
    }

    private void delete(String snapshot) throws InterruptedException {
        model.deleting(snapshot);
        JsonNode unused = session.rest("delete snapshot", "DELETE", SNAPSHOTS + "/" + snapshot, object());
        model.deleted(snapshot);
    }

    /** Calls the restore of a snapshot. */
    static void requestRestore(Session session, String snapshot) throws InterruptedException {
        JsonNode unused = session.rest("restore snapshot", "POST", SNAPSHOTS + "/" + snapshot + ":restore", object());
    }

    /** Returns the names of the snapshots that the emulator lists. */
    static List<String> requestList(Session session) throws InterruptedException {
        JsonNode list = session.rest("list snapshots", "GET", SNAPSHOTS, object());
        return list.path("snapshots").findValuesAsText("name");
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
