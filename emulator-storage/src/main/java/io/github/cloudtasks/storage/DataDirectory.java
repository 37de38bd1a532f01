package io.github.cloudtasks.storage;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of a store. Only their owner can read them. A lock keeps other emulators away, until it is closed or the
 * process ends.
 */
final class DataDirectory implements AutoCloseable {
    /** The end of the name of each file of a snapshot. */
    static final String SNAPSHOT_SUFFIX = ".db";

    /** The end of the name of the file of a snapshot that is being written. */
    static final String UNFINISHED_SUFFIX = ".unfinished";

    static final String DATABASE = "state.db";
    static final String LOG = DATABASE + "-wal";
    static final String NEW_DATABASE = DATABASE + ".new";

    private static final Logger log = LoggerFactory.getLogger(DataDirectory.class);

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
                new DamagedFiles(directory).finish();
                deleteUnfinishedSnapshots(snapshots(directory));
                createFile(directory.resolve(DATABASE));
                return new DataDirectory(directory, lock, openMark(directory));
            } catch (IOException | DataDirectoryException | RuntimeException | Error e) {
                lock.close();
                throw e;
            }
        } catch (IOException e) {
            // Some messages are only the name of a file; their classes say what is wrong with it.
            String why = e instanceof FileSystemException file && file.getReason() != null
                    ? file.getMessage()
                    : e.toString();
            throw new DataDirectoryException(
                    "The data directory " + directory + " cannot be used: " + why
                            + ". Name a directory that this user can write with --data-dir.",
                    e);
        }
    }

    /** Deletes what a process has left that was killed while it saved a snapshot. That call was never answered. */
    private static void deleteUnfinishedSnapshots(Path snapshots) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(snapshots, "*" + UNFINISHED_SUFFIX)) {
            for (Path file : files) {
                if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                    Files.delete(file);
                    log.info("Deleted {}: the emulator was ended while it saved this snapshot", file);
                }
            }
        } catch (NoSuchFileException e) {
            // No snapshot was saved.
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
            DurableFiles.syncDirectoryOf(directory);
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
     * Makes the driver unpack its native library here, because the default directory may be read-only, and loads it.
     * Removes the libraries of processes that were killed.
     */
    private static void prepareDriver(Path directory) throws IOException, DataDirectoryException {
        String property = "org.sqlite.tmpdir";
        if (System.getProperty(property) == null && System.getProperty("org.sqlite.lib.path") == null) {
            createDirectory(directory);
            deleteFiles(directory);
            System.setProperty(property, directory.toString());
        }
        try {
            DriverManager.getConnection("jdbc:sqlite::memory:").close();
        } catch (SQLException e) {
            throw new DataDirectoryException(
                    "The library of the SQLite driver cannot be loaded from " + System.getProperty(property, "")
                            + ". If its disk is full, free some space. If it is mounted with the option \"noexec\", name"
                            + " another directory with --data-dir, or set the system property " + property + ".",
                    e);
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

    /** Returns the file in which the database is written again after the directory was deleted. */
    Path newDatabase() {
        return directory.resolve(NEW_DATABASE);
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
                long missing = marked - groups;
                damage.add((missing == 1 ? "the last group" : "the last " + missing + " groups")
                        + " of changes: the end of the log is missing");
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

    /** Returns whether there is a log without a database, which SQLite would delete. */
    boolean hasOnlyLog() {
        try {
            return !hasDatabase() && Files.size(directory.resolve(LOG)) > 0;
        } catch (IOException e) {
            return false;
        }
    }

    /** Returns the files of a damaged database. */
    DamagedFiles damagedFiles() {
        return new DamagedFiles(directory);
    }

    /** Returns whether the directory was deleted while it was written again, and this was not ended. */
    boolean hasOnlyNewDatabase() {
        return !hasDatabase() && Files.exists(newDatabase());
    }

    /**
     * Returns whether the directory is missing or empty, or was so before {@link #createAgain}. Snapshots can be saved
     * in a directory that was deleted.
     */
    boolean isDeleted() {
        try (Stream<Path> files = Files.list(directory)) {
            return isIncomplete || files.allMatch(snapshots(directory)::equals);
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
        if (!isIncomplete || !Files.exists(directory.resolve("lock"))) {
            createDirectory(directory);
            FileChannel newLock = lock(directory);
            lock.close();
            lock = newLock;
            isIncomplete = true;
        }
        // Each time, because the disk may have been full the last time.
        CommitMark newMark = openMark(directory);
        mark.close();
        mark = newMark;
    }

    /** Ends what {@link #createAgain} has begun. */
    void endCreation() {
        isIncomplete = false;
    }

    /** Creates the empty file in which the database is written again. */
    void createNewDatabase() throws IOException {
        Files.deleteIfExists(newDatabase());
        createFile(newDatabase());
    }

    /** Makes the new database the one that is used. */
    void useNewDatabase() throws IOException {
        DurableFiles.replace(newDatabase(), database());
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
