package io.github.cloudtasks.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Data directories that this version and earlier ones have written are opened with all their values.
 *
 * <p>There is one directory for each {@link Schema#FORMAT} among the test resources. After a change of the format, run
 * {@code mvn -q -DskipChecks -pl emulator-storage -am test -Dtest=StoredDirectoryTest
 * -Dsurefire.failIfNoSpecifiedTests=false -Ddirectory.write=true}, which writes that of the new one. The others are never
 * written again: if this test fails for one of them, directories of users cannot be read.
 */
class StoredDirectoryTest {
    private static final Path RESOURCES = Path.of("src/test/resources/io/github/cloudtasks/storage");

    @TempDir
    private Path files;

    static IntStream formats() {
        return IntStream.rangeClosed(1, Schema.FORMAT);
    }

    @BeforeAll
    static void writeIfAsked(@TempDir Path files) throws Exception {
        Path directory = resource(Schema.FORMAT);
        if (Boolean.getBoolean("directory.write") && !Files.exists(directory)) {
            try (StateStore store = open(files)) {
                StoredDirectory.write(store);
            }
            Files.createDirectory(directory);
            copy(files, directory);
        }
    }

    @Test
    void directory_of_this_format_is_among_the_resources() {
        assertThat(resource(Schema.FORMAT))
                .as("a stored directory of the format. Write it with -Ddirectory.write=true, see this Javadoc")
                .isDirectory();
    }

    @ParameterizedTest
    @MethodSource("formats")
    void stored_directory_has_all_values(int format) throws Exception {
        copy(resource(format), files);
        StoredDirectory.Loaded loaded = new StoredDirectory.Loaded();
        try (StateStore store = open(files)) {
            store.loadInto(loaded);
        }
        assertThat(loaded.values()).containsExactlyElementsOf(StoredDirectory.expected());
    }

    private static StateStore open(Path directory) throws DataDirectoryException {
        return StateStore.open(directory, StorageSettings.OFF, () -> StoredDirectory.NOW);
    }

    private static void copy(Path from, Path to) throws IOException {
        for (String name : List.of("state.db", "state.mark")) {
            Files.copy(from.resolve(name), to.resolve(name));
        }
    }

    private static Path resource(int format) {
        return RESOURCES.resolve("format-" + format);
    }
}
