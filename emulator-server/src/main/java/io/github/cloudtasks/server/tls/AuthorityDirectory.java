package io.github.cloudtasks.server.tls;

import io.github.cloudtasks.server.files.InputFile;
import io.github.cloudtasks.server.files.ProtectedDirectory;
import io.github.cloudtasks.server.settings.UsageException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The directory that keeps a certificate authority for the next start. Its files are only ever replaced as a whole, and
 * only by the process that holds the lock, so that emulators which start at the same time use the same authority. On
 * POSIX systems, only the owner can read the key. Elsewhere the files inherit the rights of the directory.
 */
final class AuthorityDirectory {
    private static final Logger log = LoggerFactory.getLogger(AuthorityDirectory.class);

    private static final int MAX_BYTES = 1 << 20;
    private static final Duration LOCK_TIMEOUT = Duration.ofSeconds(10);
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rwx------");

    private final Path directory;
    private final Collection<String> names;
    private final Instant now;
    private final boolean isPosix;

    /**
     * Describes a directory, which may be missing.
     *
     * @param names the host names for which the authority can sign certificates
     */
    AuthorityDirectory(Path directory, Collection<String> names, Instant now) {
        this.directory = directory;
        this.names = names;
        this.now = now;
        this.isPosix = directory.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    /** Returns the file with the certificate that clients have to trust. */
    Path certificateFile() {
        return directory.resolve("ca.pem");
    }

    private Path keyFile() {
        return directory.resolve("authority.pem");
    }

    /**
     * Returns the authority of the directory. Creates it if it is missing, damaged, about to expire or for other names,
     * or if other users can read its key.
     *
     * @throws IOException if the directory cannot be written, and has no authority
     * @throws UsageException if other users can replace the files
     */
    ConstrainedAuthority open() throws IOException {
        if (Files.isDirectory(directory)) {
            requireOwnDirectory();
            ConstrainedAuthority kept = read(false);
            if (kept != null && contains(certificateFile(), kept.rootPem())) {
                return kept;
            }
        }
        ProtectedDirectory files = ProtectedDirectory.open(directory);
        requireOwnDirectory();
        try (FileChannel file = FileChannel.open(
                        directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = lock(file)) {
            ConstrainedAuthority kept = read(true);
            ConstrainedAuthority authority = kept == null ? ConstrainedAuthority.create(names, now) : kept;
            if (kept == null) {
                replace(files, keyFile(), authority.toPem());
            }
            replace(files, certificateFile(), authority.rootPem());
            log.debug("{} was checked under {}", directory, lock);
            return authority;
        }
    }

    private void requireOwnDirectory() throws IOException {
        if (isPosix) {
            Set<PosixFilePermission> rights = Files.getPosixFilePermissions(directory);
            if (rights.contains(PosixFilePermission.GROUP_WRITE) || rights.contains(PosixFilePermission.OTHERS_WRITE)) {
                throw new UsageException("--ca-dir: other users can write to %s, and could replace the key of the CA. "
                                .formatted(directory)
                        + "Run chmod go-w on it, or choose another directory.");
            }
        }
    }

    /**
     * Returns the authority if it can be used; null otherwise.
     *
     * @param report whether to log why it cannot be used
     */
    private @Nullable ConstrainedAuthority read(boolean report) throws IOException {
        if (!Files.exists(keyFile(), LinkOption.NOFOLLOW_LINKS)) {
            return null;
        }
        ConstrainedAuthority kept = null;
        String mistake = "";
        if (isPosix && !OWNER_ONLY.containsAll(Files.getPosixFilePermissions(keyFile(), LinkOption.NOFOLLOW_LINKS))) {
            mistake = "other users may have read its key";
        } else {
            try {
                kept = ConstrainedAuthority.parse(
                        new String(InputFile.read(keyFile(), MAX_BYTES), StandardCharsets.ISO_8859_1));
                mistake = kept.mistake(names, now);
            } catch (NoSuchFileException e) {
                return null;
            } catch (IllegalArgumentException e) {
                mistake = String.valueOf(e.getMessage());
            }
        }
        if (mistake.isEmpty()) {
            return kept;
        }
        if (report) {
            log.warn(
                    "The CA in {} is replaced: {}. Clients have to trust the new one in {}.",
                    keyFile(),
                    mistake,
                    certificateFile());
        }
        return null;
    }

    private static void replace(ProtectedDirectory files, Path file, String text) throws IOException {
        if (contains(file, text)) {
            return;
        }
        files.replace(file.getFileName().toString(), text.getBytes(StandardCharsets.US_ASCII));
    }

    private static boolean contains(Path file, String text) {
        try {
            return text.equals(new String(InputFile.read(file, MAX_BYTES), StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            return false;
        }
    }

    /** Waits for the lock of the directory. The system frees it when a process ends. */
    private static FileLock lock(FileChannel file) throws IOException {
        long start = System.nanoTime();
        while (System.nanoTime() - start < LOCK_TIMEOUT.toNanos()) {
            try {
                FileLock lock = file.tryLock();
                if (lock != null) {
                    return lock;
                }
            } catch (OverlappingFileLockException e) {
                // Another emulator in this JVM holds it.
            }
            try {
                Thread.sleep(10);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                break;
            }
        }
        throw new IOException("another process holds the lock of the directory");
    }
}
