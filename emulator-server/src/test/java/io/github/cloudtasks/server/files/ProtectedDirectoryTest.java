package io.github.cloudtasks.server.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.AclEntry;
import java.nio.file.attribute.AclEntryFlag;
import java.nio.file.attribute.AclEntryPermission;
import java.nio.file.attribute.AclEntryType;
import java.nio.file.attribute.AclFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class ProtectedDirectoryTest {

    @TempDir
    private Path temporary;

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void created_parents_and_files_belong_to_the_owner_alone() throws Exception {
        Path path = temporary.resolve("a/b");

        ProtectedDirectory.open(path).directory("c").replace("file", "text".getBytes(UTF_8));

        for (String directory : List.of("a", "a/b", "a/b/c")) {
            assertThat(permissions(temporary.resolve(directory))).isEqualTo("rwx------");
        }
        assertThat(permissions(path.resolve("c/file"))).isEqualTo("rw-------");
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void files_for_all_can_be_read_in_a_directory_that_was_private() throws Exception {
        Path path = temporary.resolve("a/b");
        ProtectedDirectory.open(path);

        ProtectedDirectory.openForAll(path).directory("c").replace("file", "text".getBytes(UTF_8));

        assertThat(permissions(path.getParent())).isEqualTo("rwx------");
        assertThat(permissions(path)).isEqualTo("rwxr-xr-x");
        assertThat(permissions(path.resolve("c"))).isEqualTo("rwxr-xr-x");
        assertThat(permissions(path.resolve("c/file"))).isEqualTo("rw-r--r--");
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void permissions_of_an_existing_directory_stay() throws Exception {
        Path path = Files.createDirectory(temporary.resolve("a"));
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxrwxr-x"));

        ProtectedDirectory.open(path);

        assertThat(permissions(path)).isEqualTo("rwxrwxr-x");
    }

    @Test
    void replaced_file_has_the_new_content_and_nothing_else_is_left() throws Exception {
        ProtectedDirectory directory = ProtectedDirectory.open(temporary);
        directory.replace("file", "a longer text".getBytes(UTF_8));

        directory.replace("file", "new".getBytes(UTF_8));

        assertThat(temporary.resolve("file")).hasContent("new");
        assertThat(temporary.toFile().list()).containsExactly("file");
    }

    /** A file system as that of Windows, which has access control lists and no POSIX permissions. */
    @Test
    void access_control_lists_name_the_owner_alone() throws Exception {
        Configuration windows = Configuration.windows().toBuilder()
                .setAttributeViews("basic", "owner", "acl")
                .build();
        try (FileSystem files = Jimfs.newFileSystem(windows)) {
            Path path = files.getPath("C:\\Users\\me\\AppData\\Local\\cloud-tasks-emulator");

            ProtectedDirectory.open(path).replace("authority.pem", "key".getBytes(UTF_8));

            UserPrincipal owner = Files.getOwner(path);
            assertThat(acl(path)).singleElement().satisfies(entry -> {
                assertThat(entry.principal()).isEqualTo(owner);
                assertThat(entry.flags())
                        .containsExactlyInAnyOrder(AclEntryFlag.FILE_INHERIT, AclEntryFlag.DIRECTORY_INHERIT);
            });
            assertThat(acl(path.resolve("authority.pem"))).singleElement().satisfies(entry -> {
                assertThat(entry.type()).isEqualTo(AclEntryType.ALLOW);
                assertThat(entry.principal()).isEqualTo(owner);
                assertThat(entry.permissions()).contains(AclEntryPermission.READ_DATA, AclEntryPermission.DELETE);
                assertThat(entry.flags()).isEmpty();
            });
            assertThat(Files.readString(path.resolve("authority.pem"))).isEqualTo("key");
        }
    }

    private static List<AclEntry> acl(Path path) throws IOException {
        return Files.getFileAttributeView(path, AclFileAttributeView.class).getAcl();
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
