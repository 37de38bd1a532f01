package io.github.cloudtasks.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
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
 * -Dsurefire.failIfNoSpecifiedTests=false -Ddirectory.write=true}, which writes that of the new one. The others are
 * never written again: if this test fails for one of them, directories of users cannot be read.
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
                StoredDirectory.writeHistory(store);
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
        List<FinishedTask> history = new ArrayList<>();
        try (StateStore store = open(files)) {
            store.loadInto(loaded, history::add);
        }
        assertThat(loaded.values()).containsExactlyElementsOf(StoredDirectory.expected());
        assertThat(history)
                .containsExactlyElementsOf(format < Schema.FORMAT_WITH_HISTORY ? List.of() : StoredDirectory.history());
    }

    @ParameterizedTest
    @MethodSource("formats")
    void first_change_of_an_older_directory_makes_it_one_of_this_format(int format) throws Exception {
        copy(resource(format), files);
        try (StateStore store = open(files)) {
            store.loadInto(new StoredDirectory.Loaded());
            StoredDirectory.writeHistory(store);
        }
        StoredDirectory.Loaded loaded = new StoredDirectory.Loaded();
        List<FinishedTask> history = new ArrayList<>();
        try (StateStore store = open(files)) {
            store.loadInto(loaded, history::add);
        }
        assertThat(loaded.values()).containsExactlyElementsOf(StoredDirectory.expected());
        assertThat(history).containsExactlyElementsOf(StoredDirectory.history());
        Path fresh = files.resolve("fresh.db");
        try (Connection migrated = StateDatabase.open(files.resolve("state.db"), Durability.PROCESS);
                Connection created = StateDatabase.open(fresh, Durability.PROCESS)) {
            assertThat(StateDatabase.format(migrated)).isEqualTo(Schema.FORMAT);
            assertThat(columns(migrated)).isEqualTo(columns(created)).hasSizeGreaterThan(20);
        }
    }

    @Test
    void damaged_directory_of_an_older_format_stays_as_it_is_until_it_is_repaired() throws Exception {
        copy(resource(1), files);
        Path database = files.resolve("state.db");
        byte[] bytes = Files.readAllBytes(database);
        int at = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("send-mail");
        bytes[at] ^= 1;
        Files.write(database, bytes);
        try (StateStore store = open(files)) {
            assertThatThrownBy(() -> store.loadInto(new StoredDirectory.Loaded()))
                    .isInstanceOf(DamagedStateException.class)
                    .hasMessageContaining("the task " + Examples.typicalTask().name());
        }
        try (Connection connection = StateDatabase.open(database, Durability.PROCESS)) {
            assertThat(StateDatabase.format(connection)).isEqualTo(1);
        }

        StoredDirectory.Loaded loaded = new StoredDirectory.Loaded();
        StorageSettings recovering = StorageSettings.OFF.withRecovers(true);
        try (StateStore store = StateStore.open(files, recovering, () -> StoredDirectory.NOW)) {
            store.loadInto(loaded);
        }
        List<Object> whole = new ArrayList<>(StoredDirectory.expected());
        whole.remove(7);
        assertThat(loaded.values()).containsExactlyElementsOf(whole);
    }

    /** Returns the columns of all tables. */
    private static Set<String> columns(Connection connection) throws SQLException {
        Set<String> columns = new TreeSet<>();
        try (Statement statement = connection.createStatement();
                ResultSet found =
                        statement.executeQuery("SELECT t.name, c.name, c.type, c.\"notnull\", c.dflt_value, c.pk"
                                + " FROM sqlite_master t, pragma_table_info(t.name) c WHERE t.type = 'table'")) {
            while (found.next()) {
                List<String> column = new ArrayList<>();
                for (int i = 1; i <= found.getMetaData().getColumnCount(); i++) {
                    column.add(String.valueOf(found.getString(i)));
                }
                columns.add(String.join(" ", column));
            }
        }
        return columns;
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
