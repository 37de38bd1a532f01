package io.github.cloudtasks.storage;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The files of a store. Only their owner can read them. A lock keeps other emulators away, until it is closed or the
 * process ends.
 */
final class DataDirectory implements AutoCloseable {
    /** The end of the name of each file of a snapshot. */
    static final String SNAPSHOT_SUFFIX = ".db";

    private static final String DATABASE = "state.db";
    private static final String LOG = DATABASE + "-wal";
    private static final List<String> DATABASE_FILES = List.of(DATABASE, LOG, DATABASE + "-shm");
    private static final DateTimeFormatter MOVED = DateTimeFormatter.ofPattern("'damaged-'uuuuMMdd-HHmmss", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final Path directory;
    private FileChannel lock;
    private CommitMark mark;

    /** Whether the directory was created again, and its database is not written yet. */
    private boolean isIncomplete;

    private DataDirectory(Path directory, FileChannel lock, CommitMark mark) {
        this.directory = directory;
        this.lock = lock;
        this.mark = mark;
    }

    /**
     * Opens a directory, which is created if it is missing.
     *
     * @throws DataDirectoryException if it cannot be used, or another emulator uses it
     */
    static DataDirectory open(Path path) throws DataDirectoryException {
        Path directory = path.toAbsolutePath().normalize();
        requireDriver(directory);
        try {
            createDirectory(directory);
            FileChannel lock = lock(directory);
            try {
                prepareDriver(directory.resolve("native"));
                createFile(directory.resolve(DATABASE));
                return new DataDirectory(directory, lock, openMark(directory));
            } catch (IOException | RuntimeException | Error e) {
                lock.close();
                throw e;
            }
        } catch (IOException e) {
            throw new DataDirectoryException(
                    "The data directory " + directory + " cannot be used: " + e
                            + ". Name a directory that this user can write with --data-dir.",
                    e);
        }
    }

    private static CommitMark openMark(Path directory) throws IOException {
        createFile(directory.resolve("state.mark"));
        return CommitMark.open(directory.resolve("state.mark"));
    }

    /** Creates a directory that only its owner can use, unless it exists. */
    static void createDirectory(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            Files.createDirectories(directory, ownerOnly(directory, "rwx------"));
        }
    }

    /** Loads the driver, which the embedded jar does not contain. */
    private static void requireDriver(Path directory) throws DataDirectoryException {
        try {
            Class.forName("org.sqlite.JDBC");
        } catch (ClassNotFoundException | LinkageError e) {
            throw new DataDirectoryException(
                    "The data directory " + directory + " needs org.xerial:sqlite-jdbc on the class path. Add this"
                            + " dependency, or leave out --data-dir to keep the state in memory.",
                    e);
        }
    }

    /**
     * Makes the driver unpack its native library here: the default directory may be read-only. Removes the libraries of
     * processes that were killed.
     */
    private static void prepareDriver(Path directory) throws IOException {
        String property = "org.sqlite.tmpdir";
        if (System.getProperty(property) == null && System.getProperty("org.sqlite.lib.path") == null) {
            createDirectory(directory);
            deleteFiles(directory);
            System.setProperty(property, directory.toString());
        }
    }

    private static void deleteFiles(Path directory) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                try {
                    Files.deleteIfExists(file);
                } catch (IOException e) {
                    // Windows does not delete a library that a process has loaded.
                }
            }
        }
    }

    private static FileChannel lock(Path directory) throws IOException, DataDirectoryException {
        Path file = directory.resolve("lock");
        createFile(file);
        FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() != null) {
                return channel;
            }
        } catch (OverlappingFileLockException e) {
            // An emulator of this process has the lock.
        } catch (IOException | RuntimeException | Error e) {
            channel.close();
            throw e;
        }
        channel.close();
        throw new DataDirectoryException("Another emulator uses the data directory " + directory
                + ". Stop it, or name another directory with --data-dir.");
    }

    /** Creates a file that only its owner can read, unless it exists. SQLite gives its log the same permissions. */
    static void createFile(Path file) throws IOException {
        try {
            Files.createFile(file, ownerOnly(file, "rw-------"));
        } catch (FileAlreadyExistsException e) {
            // It keeps its permissions.
        }
    }

    private static FileAttribute<?>[] ownerOnly(Path path, String permissions) {
        boolean hasPermissions =
                path.getFileSystem().supportedFileAttributeViews().contains("posix");
        return hasPermissions
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }

    Path path() {
        return directory;
    }

    Path database() {
        return directory.resolve(DATABASE);
    }

    /** Returns the directory of the snapshots of a data directory. */
    static Path snapshots(Path directory) {
        return directory.resolve("snapshots");
    }

    /** Returns the file of a snapshot in the directory of snapshots. */
    static Path snapshot(Path snapshots, String name) {
        return snapshots.resolve(name + SNAPSHOT_SUFFIX);
    }

    /** Returns the file of a snapshot. */
    Path snapshot(String name) {
        return snapshot(snapshots(directory), name);
    }

    /** Returns whether the file of the database exists and is not empty. */
    boolean hasDatabase() {
        try {
            return Files.size(database()) > 0;
        } catch (IOException e) {
            return false;
        }
    }

    /** Returns the file in which a damaged database is built anew. */
    Path newDatabase() {
        return directory.resolve(DATABASE + ".new");
    }

    CommitMark mark() {
        return mark;
    }

    /** Adds the changes that were committed, but that the database no longer has, to the damage. */
    void check(long groups, Damage damage) {
        try {
            long marked = mark.get();
            if (marked == CommitMark.DAMAGED || (marked == CommitMark.MISSING && groups > 0)) {
                damage.add("the file state.mark, which shows whether changes are missing, is "
                        + (marked == CommitMark.DAMAGED ? "damaged" : "missing or empty"));
            } else if (marked > groups) {
                damage.add("the last " + (marked - groups) + " groups of changes: the end of the log is missing");
            }
        } catch (IOException e) {
            damage.add("the file state.mark, which shows whether changes are missing, cannot be read: " + e);
        }
    }

    /**
     * Returns an object that identifies the files of the database; null if one of them is missing. A process can write
     * to files that were deleted, but nobody can read them again.
     */
    @Nullable
    Object identity() {
        try {
            return List.of(key(directory.resolve(DATABASE)), key(directory.resolve(LOG)));
        } catch (IOException e) {
            return null;
        }
    }

    private static Object key(Path file) throws IOException {
        Object key = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .fileKey();
        return key == null ? file : key;
    }

    /**
     * Copies the log. SQLite deletes it when it closes the database, even if it could not read the end of it.
     *
     * @throws IOException if the log cannot be read or the copy cannot be written
     */
    void keepLog() throws IOException {
        if (Files.exists(directory.resolve(LOG))) {
            Files.copy(directory.resolve(LOG), keptLog(), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** Puts the log back that {@link #keepLog} has copied, if there is one. The database must be closed. */
    void restoreLog() throws IOException {
        if (Files.exists(keptLog())) {
            Files.move(keptLog(), directory.resolve(LOG), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** Deletes the copy of the log. */
    void dropKeptLog() throws IOException {
        Files.deleteIfExists(keptLog());
    }

    private Path keptLog() {
        return directory.resolve(LOG + ".kept");
    }

    /** Returns whether there is a log without a database, which SQLite would delete. */
    boolean hasOnlyLog() {
        try {
            return !hasDatabase() && Files.size(directory.resolve(LOG)) > 0;
        } catch (IOException e) {
            return false;
        }
    }

    /** Returns whether the directory is missing or empty, or was so before {@link #createAgain}. */
    boolean isDeleted() {
        try (Stream<Path> files = Files.list(directory)) {
            return isIncomplete || files.findAny().isEmpty();
        } catch (NoSuchFileException e) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Creates the directory again after it was deleted, and locks it. Can be called again until the database was
     * written.
     *
     * @throws DataDirectoryException if another emulator uses it
     */
    void createAgain() throws IOException, DataDirectoryException {
        if (isIncomplete && Files.exists(directory.resolve("lock"))) {
            return;
        }
        createDirectory(directory);
        FileChannel newLock = lock(directory);
        lock.close();
        lock = newLock;
        isIncomplete = true;
        mark.close();
        mark = openMark(directory);
    }

    /** Ends what {@link #createAgain} has begun. */
    void endCreation() {
        isIncomplete = false;
    }

    /** Moves the files of the database into a new directory beside them, and returns it. */
    Path moveDatabase(Instant now) throws IOException {
        Path target = directory.resolve(MOVED.format(now));
        for (int i = 2; Files.exists(target); i++) {
            target = directory.resolve(MOVED.format(now) + "-" + i);
        }
        createDirectory(target);
        for (String name : DATABASE_FILES) {
            if (Files.exists(directory.resolve(name))) {
                Files.move(directory.resolve(name), target.resolve(name));
            }
        }
        return target;
    }

    /** Creates the empty file in which the database is built anew. */
    void createNewDatabase() throws IOException {
        Files.deleteIfExists(newDatabase());
        createFile(newDatabase());
    }

    /** Makes the new database the one that is used. */
    void useNewDatabase() throws IOException {
        Files.move(newDatabase(), database(), StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void close() throws IOException {
        try {
            mark.close();
        } finally {
            lock.close();
        }
    }
}
