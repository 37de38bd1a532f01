package io.github.cloudtasks.server.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.cloudtasks.server.settings.UsageException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The kept authority: rights, damage, and emulators that start at the same time. */
@DisabledOnOs(OS.WINDOWS)
class AuthorityDirectoryTest {
    private static final List<String> NAMES = List.of("cloudtasks.googleapis.com");
    private static final Instant NOW = Instant.parse("2030-05-06T07:08:09Z");

    @TempDir
    private Path temporary;

    private AuthorityDirectory directory(Instant now) {
        return new AuthorityDirectory(path(), NAMES, now);
    }

    private Path path() {
        return temporary.resolve("data").resolve("emulator");
    }

    private Path keyFile() {
        return path().resolve("authority.pem");
    }

    @Test
    void only_the_owner_can_read_the_key() throws Exception {
        ConstrainedAuthority authority = directory(NOW).open();

        assertThat(rights(path())).isEqualTo("rwx------");
        assertThat(rights(path().getParent())).isEqualTo("rwx------");
        assertThat(rights(keyFile())).isEqualTo("rw-------");
        assertThat(Files.readString(directory(NOW).certificateFile()))
                .isEqualTo(authority.rootPem())
                .doesNotContain("PRIVATE");
        try (Stream<Path> files = Files.list(path())) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("authority.pem", "ca.pem", "lock");
        }
    }

    @Test
    void next_start_uses_the_same_authority() throws Exception {
        ConstrainedAuthority first = directory(NOW).open();

        assertThat(directory(NOW.plus(Duration.ofDays(600))).open().root()).isEqualTo(first.root());
    }

    /** As a start leaves it that was killed between the two files, or a user who edited the wrong one. */
    @ParameterizedTest
    @ValueSource(strings = {"missing", "empty", "of another authority"})
    void certificate_file_that_does_not_fit_is_written_again(String state) throws Exception {
        ConstrainedAuthority first = directory(NOW).open();
        Path file = directory(NOW).certificateFile();
        switch (state) {
            case "missing" -> Files.delete(file);
            case "empty" -> Files.writeString(file, "");
            default ->
                Files.writeString(file, ConstrainedAuthority.create(NAMES, NOW).rootPem());
        }

        assertThat(directory(NOW).open().root()).isEqualTo(first.root());
        assertThat(Files.readString(directory(NOW).certificateFile())).isEqualTo(first.rootPem());
    }

    @Test
    void authority_that_is_about_to_expire_is_replaced() throws Exception {
        ConstrainedAuthority first = directory(NOW).open();

        ConstrainedAuthority second = directory(NOW.plus(Duration.ofDays(710))).open();

        assertThat(second.root()).isNotEqualTo(first.root());
        assertThat(Files.readString(directory(NOW).certificateFile())).isEqualTo(second.rootPem());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "text",
                "binary",
                "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
                "half",
                "swapped"
            })
    void damaged_authority_is_replaced(String damage) throws Exception {
        String first = directory(NOW).open().rootPem();
        String text = Files.readString(keyFile());
        String damaged = switch (damage) {
            case "binary" -> "\u00ff\u0000";
            case "half" -> text.substring(0, text.length() / 2);
            case "swapped" ->
                text.substring(0, text.indexOf("-----BEGIN CERTIFICATE"))
                        + ConstrainedAuthority.create(NAMES, NOW).rootPem()
                        + first;
            default -> damage;
        };
        Files.writeString(keyFile(), damaged, StandardCharsets.ISO_8859_1);

        assertThat(directory(NOW).open().rootPem()).isNotEqualTo(first);
        assertThat(directory(NOW).open().rootPem())
                .isEqualTo(Files.readString(directory(NOW).certificateFile()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw----r--", "rw-rw-rw-"})
    void key_that_others_could_read_is_replaced(String rights) throws Exception {
        ConstrainedAuthority first = directory(NOW).open();
        Files.setPosixFilePermissions(keyFile(), PosixFilePermissions.fromString(rights));

        assertThat(directory(NOW).open().root()).isNotEqualTo(first.root());
        assertThat(rights(keyFile())).isEqualTo("rw-------");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rwxrwx---", "rwx---rwx"})
    void directory_that_others_can_write_is_refused(String rights) throws Exception {
        Files.createDirectories(path());
        Files.setPosixFilePermissions(path(), PosixFilePermissions.fromString(rights));

        assertThatThrownBy(() -> directory(NOW).open())
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("chmod go-w");
        assertThat(keyFile()).doesNotExist();
    }

    @Test
    void emulators_that_start_at_the_same_time_have_one_authority() throws Exception {
        int starts = 16;
        CyclicBarrier together = new CyclicBarrier(starts);
        List<Future<String>> started = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(starts)) {
            for (int i = 0; i < starts; i++) {
                Callable<String> start = () -> {
                    together.await();
                    return directory(NOW).open().rootPem();
                };
                started.add(threads.submit(start));
            }
        }

        Set<String> roots = new HashSet<>();
        for (Future<String> each : started) {
            roots.add(each.get());
        }
        assertThat(roots).containsExactly(Files.readString(directory(NOW).certificateFile()));
    }

    private static String rights(Path file) throws Exception {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }
}
