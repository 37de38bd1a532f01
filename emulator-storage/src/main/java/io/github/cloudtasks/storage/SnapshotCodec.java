package io.github.cloudtasks.storage;

import io.github.cloudtasks.proto.emulator.storage.v1.StoredSnapshot;
import io.github.cloudtasks.snapshot.SnapshotInfo;
import io.github.cloudtasks.time.ClockReading;

/** Encodes what is known of a snapshot without its queues. */
final class SnapshotCodec {
    private SnapshotCodec() {}

    static byte[] encode(SnapshotInfo info) {
        ClockReading clock = info.clock();
        return StoredSnapshot.newBuilder()
                .setSaveTime(TimeCodec.micros(info.saveTime()))
                .setTime(TimeCodec.micros(clock.time()))
                .setIsFrozen(clock.isFrozen())
                .setOffset(TimeCodec.encode(clock.offset()))
                .setQueueCount(info.queueCount())
                .setTaskCount(info.taskCount())
                .build()
                .toByteArray();
    }

    /**
     * Decodes what {@link #encode} returns.
     *
     * @param name the name of the snapshot
     * @param fileBytes the size of its file
     * @throws StoredValueException if the bytes are no such value
     */
    static SnapshotInfo decode(byte[] bytes, String name, long fileBytes) throws StoredValueException {
        StoredSnapshot message = MessageCodec.parse(StoredSnapshot.parser(), bytes);
        return new SnapshotInfo(
                name,
                TimeCodec.decode(message.getSaveTime(), 0),
                new ClockReading(
                        TimeCodec.decode(message.getTime(), 0),
                        message.getIsFrozen(),
                        TimeCodec.decode(message.getOffset())),
                message.getQueueCount(),
                message.getTaskCount(),
                fileBytes);
    }
}
