package io.github.cloudtasks.server.files;

import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.AclEntry;
import java.nio.file.attribute.AclEntryFlag;
import java.nio.file.attribute.AclEntryPermission;
import java.nio.file.attribute.AclEntryType;
import java.nio.file.attribute.AclFileAttributeView;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * A directory of the user, whose files are only ever replaced as a whole. What this class creates can be changed by the
 * owner only, whatever the umask. On file systems without POSIX permissions, such as those of Windows, the access
 * control lists have one entry, which is for the owner.
 */
public final class ProtectedDirectory {
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> LISTED_BY_ALL = PosixFilePermissions.fromString("r-xr-xr-x");
    private static final Set<PosixFilePermission> READ_BY_ALL = PosixFilePermissions.fromString("rw-r--r--");

    private final Path path;
    private final boolean isReadByAll;

    private ProtectedDirectory(Path path, boolean isReadByAll) {
        this.path = path;
        this.isReadByAll = isReadByAll;
    }

    /**
     * Opens a directory that only its owner can read. Creates it and its missing parents. The permissions of existing
     * ones are not changed.
     *
     * @throws IOException if it cannot be created
     */
    public static ProtectedDirectory open(Path path) throws IOException {
        create(path);
        return new ProtectedDirectory(path, false);
    }

    /**
     * Opens a directory that all users can read, such as those of a container. Its parents are created as by
     * {@link #open}. An existing directory is made readable.
     *
     * @throws IOException if it cannot be created
     */
    public static ProtectedDirectory openForAll(Path path) throws IOException {
        create(path);
        if (isPosix(path)) {
            Set<PosixFilePermission> permissions = EnumSet.copyOf(Files.getPosixFilePermissions(path));
            permissions.addAll(LISTED_BY_ALL);
            Files.setPosixFilePermissions(path, permissions);
        }
        return new ProtectedDirectory(path, true);
    }

    /** Returns a directory below this one, with the same readers. Creates it if it is missing. */
    public ProtectedDirectory directory(String name) throws IOException {
        return isReadByAll ? openForAll(path.resolve(name)) : open(path.resolve(name));
    }

    /**
     * Replaces a file, or creates it. Other processes find the old content or the new one, and never a part.
     *
     * @throws IOException if it cannot be written
     */
    public void replace(String name, byte[] content) throws IOException {
        // On POSIX systems, Java creates such files with permissions for the owner only.
        Path unfinished = Files.createTempFile(path, "", ".part");
        try {
            if (isPosix(path) && isReadByAll) {
                Files.setPosixFilePermissions(unfinished, READ_BY_ALL);
            } else if (!isPosix(path) && !isReadByAll) {
                allowOwnerOnly(unfinished);
            }
            Files.write(unfinished, content);
            move(unfinished, path.resolve(name));
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }

    private static void create(Path path) throws IOException {
        if (isPosix(path)) {
            Files.createDirectories(path, ownerOnly());
            return;
        }
        if (!Files.isDirectory(path)) {
            Files.createDirectories(path);
            allowOwnerOnly(path);
        }
    }

    private static FileAttribute<?> ownerOnly() {
        return PosixFilePermissions.asFileAttribute(OWNER_ONLY);
    }

    private static boolean isPosix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    /** Replaces an access control list by one entry, which the files of a directory inherit. */
    private static void allowOwnerOnly(Path path) throws IOException {
        AclFileAttributeView view = Files.getFileAttributeView(path, AclFileAttributeView.class);
        if (view != null) {
            AclEntry.Builder entry = AclEntry.newBuilder()
                    .setType(AclEntryType.ALLOW)
                    .setPrincipal(view.getOwner())
                    .setPermissions(EnumSet.allOf(AclEntryPermission.class));
            if (Files.isDirectory(path)) {
                entry.setFlags(AclEntryFlag.FILE_INHERIT, AclEntryFlag.DIRECTORY_INHERIT);
            }
            view.setAcl(List.of(entry.build()));
        }
    }

    private static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
