package io.github.cloudtasks.emulator;

import io.github.cloudtasks.model.ApiException;
import io.github.cloudtasks.model.ApiException.Code;
import io.github.cloudtasks.snapshot.SnapshotInfo;
import java.util.function.Supplier;

/** Converts results and errors of operations on snapshots to the types of the public API. */
final class SnapshotConverter {
    private SnapshotConverter() {}

    static SavedSnapshot fromInfo(SnapshotInfo info) {
        return new SavedSnapshot(
                info.name(), info.saveTime(), info.clock().time(), info.queueCount(), info.taskCount());
    }

    static SavedSnapshot call(Supplier<SnapshotInfo> operation) {
        try {
            return fromInfo(operation.get());
        } catch (ApiException e) {
            throw converted(e);
        }
    }

    static void run(Runnable operation) {
        try {
            operation.run();
        } catch (ApiException e) {
            throw converted(e);
        }
    }

    private static RuntimeException converted(ApiException error) {
        return error.code() == Code.INVALID_ARGUMENT || error.code() == Code.NOT_FOUND
                ? new IllegalArgumentException(error.text(), error)
                : new IllegalStateException(error.text(), error);
    }
}
