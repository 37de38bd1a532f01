package io.github.cloudtasks.benchmarks.crash;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Compares the state and the snapshots of a process that was started after a kill with the model, while no other client
 * makes calls. Used by one thread.
 */
final class SnapshotCheck {
    private static final String SUFFIX = ".db";

    private final History history;
    private final Session session;
    private final SnapshotModel model;
    private final Path directory;

    /**
     * Creates a check.
     *
     * @param directory the data directory
     */
    SnapshotCheck(History history, Session session, SnapshotModel model, Path directory) {
        this.history = history;
        this.session = session;
        this.model = model;
        this.directory = directory.resolve("snapshots");
    }

    /** Checks the state, then restores each snapshot. Returns the number of restored snapshots. */
    int run() throws IOException, InterruptedException {
        String differences = model.observe(exportState());
        if (!differences.isEmpty()) {
            violation(Guarantee.RESTORES_WHOLE, differences);
        }
        List<String> listed = SnapshotWorker.requestList(session);
        checkNone(listed, "is listed");
        checkNone(files(), "has a file");
        for (String snapshot : model.snapshots()) {
            if (listed.contains(snapshot)) {
                checkContent(snapshot);
            } else {
                if (!model.maySnapshotBeAbsent(snapshot)) {
                    violation(Guarantee.SNAPSHOTS_KEPT, snapshot + " is not listed");
                }
                model.observeMissing(snapshot);
            }
        }
        return model.snapshots().size();
    }

    private void checkNone(List<String> snapshots, String found) {
        for (String snapshot : snapshots) {
            if (model.isSnapshotGone(snapshot)) {
                violation(Guarantee.DELETED_SNAPSHOTS_GONE, snapshot + " " + found + ", but its deletion was answered");
            }
        }
    }

    /**
     * Returns the names of the files of snapshots, without their suffix. A file with another suffix has its full name.
     */
    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString())
                    .map(name -> name.endsWith(SUFFIX) ? name.substring(0, name.length() - SUFFIX.length()) : name)
                    .toList();
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }

    private void checkContent(String snapshot) throws InterruptedException {
        try {
            SnapshotWorker.requestRestore(session, snapshot);
        } catch (StatusRuntimeException e) {
            violation(Guarantee.SNAPSHOTS_KEPT, snapshot + " cannot be restored: " + e.getMessage());
            model.observeMissing(snapshot);
            return;
        }
        String differences = model.observeSnapshot(snapshot, exportState());
        if (!differences.isEmpty()) {
            violation(Guarantee.SNAPSHOTS_KEPT, snapshot + " has another content: " + differences);
        }
    }

    /** Returns the values of all queues and tasks, as {@link PossibleState} defines them. */
    private Map<String, String> exportState() throws InterruptedException {
        JsonNode state =
                session.rest("export state", "GET", "/emulator/v1/state", JsonNodeFactory.instance.objectNode());
        Map<String, String> values = new HashMap<>();
        for (JsonNode each : state.path("queues")) {
            JsonNode queue = each.path("queue");
            values.put(queue.path("name").asText(), queue.path("state").asText());
            for (JsonNode task : each.path("tasks")) {
                values.put(task.path("name").asText(), task.path("scheduleTime").asText());
            }
        }
        return values;
    }

    private void violation(Guarantee guarantee, String detail) {
        history.violations().add(guarantee, "after the start of process " + session.process() + ": " + detail);
    }
}
