package io.github.cloudtasks.cli.env;

import io.github.cloudtasks.server.files.UserDirectory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.util.Map;

/** The files that the variables name. Nothing in them is secret, but nobody else may change what clients trust. */
public final class ClientFiles {
    /** The made-up service-account file. */
    static final String KEY = "service-account.json";

    /** All roots, in PEM. */
    static final String BUNDLE = "roots.pem";

    /** The CA of the emulator, and what clients trust in addition to their own roots, in PEM. */
    static final String EXTRA = "extra.pem";

    /** All roots, for Java. */
    static final String TRUST_STORE = "roots.p12";

    /** A directory of settings of PHP. */
    static final String PHP = "php";

    private final Path directory;
    private final boolean isShared;

    /**
     * Creates the directory, if it does not exist.
     *
     * @param isShared whether other users may read the files, such as those of a container
     * @throws IOException if it cannot be created
     */
    public ClientFiles(Path directory, boolean isShared) throws IOException {
        this.directory = directory.toAbsolutePath();
        this.isShared = isShared;
        create(this.directory);
    }

    /**
     * Returns the directory that keeps such files of this user.
     *
     * @throws IllegalArgumentException if the user has none; the message is a sentence
     */
    public static Path userDirectory(Map<String, String> environment) {
        Path directory = UserDirectory.find(environment);
        if (directory == null) {
            throw new IllegalArgumentException(
                    "This user has no directory for data. Name one for the files with --directory.");
        }
        return directory;
    }

    /**
     * Writes all files. A file is replaced at once, so that clients which read it meanwhile find it complete.
     *
     * @param php the directory as clients see it
     * @throws IOException if a file cannot be written
     */
    public void write(EmulatorFacts emulator, Map<String, String> environment, String php) throws IOException {
        write(directory.resolve(KEY), emulator.key().getBytes(StandardCharsets.UTF_8));
        if (!emulator.hasProxy()) {
            return;
        }
        try {
            TrustBundle roots = TrustBundle.of(environment);
            roots.add(emulator.authority());
            ByteArrayOutputStream store = new ByteArrayOutputStream();
            roots.writeStore(store);
            TrustBundle extra = new TrustBundle();
            extra.addFile(environment.getOrDefault("NODE_EXTRA_CA_CERTS", ""));
            extra.add(emulator.authority());
            write(directory.resolve(BUNDLE), roots.pem().getBytes(StandardCharsets.US_ASCII));
            write(directory.resolve(EXTRA), extra.pem().getBytes(StandardCharsets.US_ASCII));
            write(directory.resolve(TRUST_STORE), store.toByteArray());
        } catch (GeneralSecurityException e) {
            throw new IOException("Java cannot read its own roots: " + e.getMessage(), e);
        }
        String bundle = php + "/" + BUNDLE;
        create(directory.resolve(PHP));
        write(
                directory.resolve(PHP).resolve("cloud-tasks-emulator.ini"),
                "curl.cainfo = \"%s\"%nopenssl.cafile = \"%s\"%n"
                        .formatted(bundle, bundle)
                        .getBytes(StandardCharsets.UTF_8));
    }

    private void create(Path path) throws IOException {
        Files.createDirectories(path);
        permit(path, isShared ? "rwxr-xr-x" : "rwx------");
    }

    private void write(Path file, byte[] content) throws IOException {
        Path unfinished = Files.createTempFile(directory, "", ".part");
        try {
            Files.write(unfinished, content);
            permit(unfinished, isShared ? "rw-r--r--" : "rw-------");
            move(unfinished, file);
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }

    private static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** On Windows, the directory of the user is closed to others by its own rules. */
    private static void permit(Path path, String permissions) throws IOException {
        if (path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
        }
    }
}
