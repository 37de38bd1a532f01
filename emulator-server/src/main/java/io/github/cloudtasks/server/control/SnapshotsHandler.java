package io.github.cloudtasks.server.control;

import com.google.protobuf.Empty;
import io.github.cloudtasks.grpc.service.TimeConverter;
import io.github.cloudtasks.proto.emulator.v1.ListSnapshotsResponse;
import io.github.cloudtasks.proto.emulator.v1.RestoreSnapshotRequest;
import io.github.cloudtasks.proto.emulator.v1.SaveSnapshotRequest;
import io.github.cloudtasks.proto.emulator.v1.Snapshot;
import io.github.cloudtasks.proto.emulator.v1.Time;
import io.github.cloudtasks.rest.routing.RestResponse;
import io.github.cloudtasks.snapshot.SnapshotInfo;
import java.util.concurrent.CompletableFuture;

/** Handles requests to save, list, restore and delete snapshots. They may read and write files. */
final class SnapshotsHandler {
    private final EmulatorControl control;

    SnapshotsHandler(EmulatorControl control) {
        this.control = control;
    }

    CompletableFuture<RestResponse> list(ControlRequest request) {
        request.rejectParameters();
        return request.inBackground(() -> {
            ListSnapshotsResponse.Builder list = ListSnapshotsResponse.newBuilder();
            control.snapshots().list().forEach(info -> list.addSnapshots(message(info)));
            return list.build();
        });
    }

    CompletableFuture<RestResponse> save(ControlRequest request) {
        SaveSnapshotRequest wanted =
                request.body(SaveSnapshotRequest.newBuilder()).build();
        if (wanted.getName().isEmpty()) {
            throw ControlException.invalid("name must be the name of the snapshot, such as {\"name\": \"seeded\"}.");
        }
        return request.inBackground(() -> message(control.save(wanted.getName(), wanted.getReplace())));
    }

    CompletableFuture<RestResponse> get(ControlRequest request) {
        request.rejectParameters();
        return request.inBackground(() -> message(control.snapshots().get(name(request))));
    }

    CompletableFuture<RestResponse> restore(ControlRequest request) {
        boolean continuesTime =
                request.body(RestoreSnapshotRequest.newBuilder()).build().getContinueTime();
        return request.inBackground(() -> message(control.restore(name(request), continuesTime)));
    }

    CompletableFuture<RestResponse> delete(ControlRequest request) {
        request.rejectParameters();
        return request.inBackground(() -> {
            control.snapshots().delete(name(request));
            return Empty.getDefaultInstance();
        });
    }

    private static String name(ControlRequest request) {
        return request.request().variables().getFirst();
    }

    private static Snapshot message(SnapshotInfo info) {
        return Snapshot.newBuilder()
                .setName(info.name())
                .setSaveTime(TimeConverter.toProto(info.saveTime()))
                .setTime(Time.newBuilder()
                        .setNow(TimeConverter.toProto(info.clock().time()))
                        .setFrozen(info.clock().isFrozen()))
                .setQueueCount(info.queueCount())
                .setTaskCount(info.taskCount())
                .setBytes(Math.clamp(info.bytes(), 0, Integer.MAX_VALUE))
                .build();
    }
}
