package io.github.cloudtasks.storage;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The settings of the store. Immutable.
 *
 * @param directory the data directory, which is created if it is missing; null keeps the state in memory only
 * @param durability what is done before a call is answered
 * @param recovers whether a damaged directory is repaired: what is whole is kept, and the damaged files are moved away.
 *     Otherwise it is refused
 */
public record StorageSettings(@Nullable Path directory, Durability durability, boolean recovers) {
    /** Keeps the state in memory only. */
    public static final StorageSettings OFF = new StorageSettings(null, Durability.PROCESS, false);

    public StorageSettings withDirectory(Path newDirectory) {
        return new StorageSettings(newDirectory, durability, recovers);
    }

    public StorageSettings withDurability(Durability newDurability) {
        return new StorageSettings(directory, newDurability, recovers);
    }

    public StorageSettings withRecovers(boolean on) {
        return new StorageSettings(directory, durability, on);
    }
}
