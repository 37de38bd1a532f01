package io.github.cloudtasks.storage;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/**
 * Keeps the files of a damaged database, and replaces them by a repaired one. {@link #finish} ends what a process that
 * was killed has begun, so that no moment leaves a directory without its database. Not thread-safe.
 */
final class DamagedFiles {
    private static final String PREFIX = "damaged-";
    private static final DateTimeFormatter NAME = DateTimeFormatter.ofPattern(
                    "'" + PREFIX + "'uuuuMMdd-HHmmss", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    /** The repaired database before it takes the place of the damaged one. With this file, the repair is decided. */
    private static final String REPAIRED = "repaired.db";

    private static final String INCOMPLETE = DataDirectory.DATABASE + ".incomplete";

    private static final List<String> MOVED_FILES = List.of(
            DataDirectory.DATABASE, DataDirectory.LOG, DataDirectory.DATABASE + "-shm", DataDirectory.NEW_DATABASE);

    private final Path directory;

    /** Creates the files of a data directory. */
    DamagedFiles(Path directory) {
        this.directory = directory;
    }

    /**
     * Ends what was begun: puts a kept log back, and a repaired database that is complete in its place. Deletes one
     * that is not. The database must be closed.
     */
    void finish() throws IOException {
        restoreLog();
        try (DirectoryStream<Path> incomplete = Files.newDirectoryStream(directory, INCOMPLETE + "*")) {
            for (Path file : incomplete) {
                Files.delete(file);
            }
        }
        try (DirectoryStream<Path> copies = Files.newDirectoryStream(directory, PREFIX + "*")) {
            for (Path copy : copies) {
                if (Files.exists(copy.resolve(REPAIRED))) {
                    completeReplacement(copy);
                }
            }
        }
    }

    /**
     * Copies the log. SQLite deletes it when it closes the database, even if it could not read the end of it. Until
     * {@link #restoreLog} or {@link #dropKeptLog}, no change may be written.
     *
     * @throws IOException if the log cannot be read or the copy cannot be written
     */
    void keepLog() throws IOException {
        if (Files.exists(log())) {
            Path incomplete = directory.resolve(INCOMPLETE + "-log");
            Files.copy(log(), incomplete, StandardCopyOption.REPLACE_EXISTING);
            DurableFiles.replace(incomplete, keptLog());
        }
    }

    /** Puts the log back that {@link #keepLog} has copied, if there is one. The database must be closed. */
    void restoreLog() throws IOException {
        if (Files.exists(keptLog())) {
            DurableFiles.replace(keptLog(), log());
        }
    }

    /** Deletes the copy of the log. */
    void dropKeptLog() throws IOException {
        DurableFiles.delete(keptLog());
    }

    private Path log() {
        return directory.resolve(DataDirectory.LOG);
    }

    private Path keptLog() {
        return directory.resolve(DataDirectory.LOG + ".copy");
    }

    /** Creates an empty file in which the database can be built anew. */
    Path createRepaired() throws IOException {
        Path file = directory.resolve(INCOMPLETE);
        Files.deleteIfExists(file);
        DataDirectory.createFile(file);
        return file;
    }

    /**
     * Replaces the damaged database by a repaired one, which is complete. The database must be closed.
     *
     * @param repaired the file of {@link #createRepaired}
     * @param lost the text for the list of lost parts
     * @return the directory with the damaged files and this list
     */
    Path replaceBy(Path repaired, String lost, Instant now) throws IOException {
        Path copy = directory.resolve(NAME.format(now));
        for (int i = 2; Files.exists(copy); i++) {
            copy = directory.resolve(NAME.format(now) + "-" + i);
        }
        DataDirectory.createDirectory(copy);
        DataDirectory.createFile(copy.resolve("lost.txt"));
        Files.writeString(copy.resolve("lost.txt"), lost);
        DurableFiles.replace(repaired, copy.resolve(REPAIRED));
        completeReplacement(copy);
        return copy;
    }

    private void completeReplacement(Path copy) throws IOException {
        for (String name : MOVED_FILES) {
            if (Files.exists(directory.resolve(name))) {
                Files.move(directory.resolve(name), copy.resolve(name));
            }
        }
        DurableFiles.replace(copy.resolve(REPAIRED), directory.resolve(DataDirectory.DATABASE));
    }
}
