package io.github.cloudtasks.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The script {@code emulator} in a project of its own, with programs that only seem to be Maven and Java. */
@Timeout(60)
class EmulatorScriptTest {
    private static final String STARTED = "started";

    private final List<Process> running = new ArrayList<>();

    @TempDir
    private Path root;

    private Path target;
    private Path lock;

    @BeforeEach
    void makeProject() throws IOException {
        Files.copy(Path.of("..", "emulator"), root.resolve("emulator"), StandardCopyOption.COPY_ATTRIBUTES);
        Files.createDirectories(root.resolve("release"));
        Files.copy(Path.of("..", "release", "java.flags"), root.resolve("release/java.flags"));
        target = Files.createDirectories(root.resolve("emulator-cli/target"));
        lock = target.resolve("emulator.lock");
        Path jdk = root.resolve("jdk");
        program(
                "jdk/bin/java",
                "for word; do\n"
                        + "case $word in -XX:ArchiveClassesAtExit=* | -XX:AOTCacheOutput=*) echo >\"${word#*=}\" ;; esac\n"
                        + "done\necho \"$*\" >>" + root + "/flags; echo " + STARTED);
        program("jdk/bin/javac", "exit 1");
        Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"21.0.1\"\n");
        program("bin/mvn", "echo built >>" + root + "/builds; echo >" + target + "/emulator.jar");
    }

    @AfterEach
    void endWhatWasStarted() throws InterruptedException {
        for (Process each : running) {
            each.descendants().forEach(ProcessHandle::destroyForcibly);
            each.destroyForcibly().waitFor();
        }
    }

    @Test
    void missing_server_is_built_and_started() throws Exception {
        Process script = start();

        assertThat(stdout(script)).isEqualTo(STARTED);
        assertThat(stderr(script)).doesNotContain("lock");
        assertThat(lock).doesNotExist();
        assertThat(builds()).isEqualTo(1);
    }

    @Test
    void lock_of_a_process_that_has_ended_is_removed() throws Exception {
        Process ended = new ProcessBuilder("true").start();
        ended.waitFor();
        lockFor(ended.pid() + "\n");

        assertStartsAndSays(
                "removing " + lock + ": the build that made it (process " + ended.pid() + ") no longer runs.");
    }

    /** Process numbers are used again, mostly after a restart of the machine. */
    @Test
    void lock_with_the_number_of_an_unrelated_process_is_removed() throws Exception {
        Process unrelated = new ProcessBuilder("sleep", "600").start();
        running.add(unrelated);
        lockFor(unrelated.pid() + "\n");

        assertStartsAndSays(
                "removing " + lock + ": the build that made it (process " + unrelated.pid() + ") no longer runs.");
    }

    @Test
    void lock_of_an_earlier_process_with_the_same_number_is_removed() throws Exception {
        Process holder = startThatBuildsForEver();
        String owner = Files.readString(lock.resolve("owner"));
        assertThat(owner).matches(holder.pid() + " \\S+\n");
        lockFor(owner.replace(" ", " 1"));

        Process script = start();

        assertThat(script.errorReader().readLine())
                .endsWith(
                        "removing " + lock + ": the build that made it (process " + holder.pid() + ") no longer runs.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nobody", "0", "-1", "* *", "1 2\n3"})
    void lock_without_an_owner_is_removed_after_some_seconds(String owner) throws Exception {
        lockFor(owner);

        assertStartsAndSays("removing " + lock + ": the build that made it");
    }

    @Test
    void lock_directory_alone_is_removed_after_some_seconds() throws Exception {
        Files.createDirectory(lock);

        assertStartsAndSays("removing " + lock + ": the build that made it no longer runs.");
    }

    /** The archive of classes is what is missing, not the server. */
    @Test
    void left_lock_does_not_stop_a_server_without_archive() throws Exception {
        Files.writeString(target.resolve("emulator.jar"), "");
        Files.createDirectory(lock);

        assertStartsAndSays("removing " + lock);
        assertThat(target.resolve("emulator-21.0.1.jsa")).exists();
    }

    /** Java ends with 0 although the process that writes its AOT cache has failed. */
    @Test
    void server_starts_although_its_classes_cannot_be_archived() throws Exception {
        program("jdk/bin/java", "echo " + STARTED);
        Files.writeString(root.resolve("jdk/release"), "JAVA_VERSION=\"25.0.3\"\n");

        assertThat(stdout(start())).isEqualTo(STARTED);
        assertThat(target.resolve("emulator-25.0.3.aot")).isEmptyFile();
    }

    @ParameterizedTest
    @CsvSource({
        "21.0.1, -XX:ArchiveClassesAtExit=%1$s.new, -XX:SharedArchiveFile=%1$s, jsa",
        "24, -XX:ArchiveClassesAtExit=%1$s.new, -XX:SharedArchiveFile=%1$s, jsa",
        "25.0.3, -XX:AOTCacheOutput=%1$s.new, -XX:AOTCache=%1$s, aot",
        "26-ea, -XX:AOTCacheOutput=%1$s.new, -XX:AOTCache=%1$s, aot"
    })
    void classes_are_archived_as_the_version_of_java_can(String version, String written, String read, String extension)
            throws Exception {
        Files.writeString(root.resolve("jdk/release"), "JAVA_VERSION=\"" + version + "\"\n");
        Path archive = target.toRealPath().resolve("emulator-" + version + "." + extension);

        assertThat(stdout(start())).isEqualTo(STARTED);

        List<String> runs = Files.readAllLines(root.resolve("flags"));
        assertThat(runs).hasSize(2);
        assertThat(runs.getFirst().split(" ")).contains(written.formatted(archive));
        assertThat(runs.getLast().split(" ")).contains(read.formatted(archive));
    }

    @Test
    void process_that_builds_is_named_and_waited_for() throws Exception {
        Process holder = startThatBuildsForEver();

        Process waiting = start();
        assertThat(waiting.errorReader().readLine())
                .isEqualTo("emulator: waiting for process " + holder.pid() + ", which builds the emulator (lock: "
                        + lock + "; output: " + lock + "/log)...");
        assertThat(waiting.isAlive()).isTrue();

        Files.writeString(root.resolve("continue"), "");
        assertThat(stdout(holder)).isEqualTo(STARTED);
        assertThat(stdout(waiting)).isEqualTo(STARTED);
        assertThat(builds()).isEqualTo(1);
        assertThat(lock).doesNotExist();
    }

    @Test
    void failed_build_frees_the_lock() throws Exception {
        program("bin/mvn", "echo broken; exit 1");

        Process script = start();

        assertThat(script.waitFor()).isEqualTo(1);
        assertThat(stderr(script)).contains("broken", "the build failed");
        assertThat(lock).doesNotExist();
    }

    @Test
    void build_is_repeated_without_what_was_generated_from_older_definitions() throws Exception {
        Path stale = root.resolve("emulator-schema/target/generated-sources/Renamed.java");
        Files.createDirectories(stale.getParent());
        Files.writeString(stale, "");
        program(
                "bin/mvn",
                "if [ -e " + stale + " ]; then echo cannot find symbol; exit 1; fi\necho >" + target + "/emulator.jar");

        Process script = start();

        assertThat(stdout(script)).isEqualTo(STARTED);
        assertThat(stale).doesNotExist();
    }

    /** A start of Java 17 would take longer than all the rest of the script. */
    @Test
    void runtime_on_the_path_whose_version_can_be_read_is_not_started() throws Exception {
        program("old/bin/java", "echo >" + root + "/was-started");
        Files.writeString(root.resolve("old/release"), "JAVA_VERSION=\"17.0.1\"\n");
        Files.createDirectories(root.resolve("bin"));
        Files.createSymbolicLink(root.resolve("bin/java"), Path.of("..", "old", "bin", "java"));

        Process script = printJava();

        assertThat(stdout(script)).doesNotContain("old");
        assertThat(root.resolve("was-started")).doesNotExist();
    }

    @Test
    void wrapper_on_the_path_is_asked_for_its_java() throws Exception {
        program("bin/java", "echo '    java.home = " + root.resolve("jdk") + "' >&2");

        assertThat(stdout(printJava())).isEqualTo(root.resolve("jdk/bin/java").toString());
    }

    /** Runs the script with the Java of the path. */
    private Process printJava() throws IOException {
        ProcessBuilder builder = new ProcessBuilder("./emulator", "--print-java").directory(root.toFile());
        builder.environment().remove("JAVA_HOME");
        builder.environment().merge("PATH", root.resolve("bin").toString(), (old, ours) -> ours + ":" + old);
        Process process = builder.start();
        running.add(process);
        return process;
    }

    private void assertStartsAndSays(String line) throws Exception {
        Process script = start();

        assertThat(stdout(script)).isEqualTo(STARTED);
        assertThat(stderr(script)).contains(line);
        assertThat(lock).doesNotExist();
    }

    /** Starts the script with a Maven that waits for a file, and returns once it builds. */
    private Process startThatBuildsForEver() throws Exception {
        program(
                "bin/mvn",
                "echo built >>" + root + "/builds; echo >" + target + "/building\n"
                        + "until [ -f " + root + "/continue ]; do sleep 0.1; done\n"
                        + "echo >" + target + "/emulator.jar");
        Process holder = start();
        while (!Files.exists(target.resolve("building"))) {
            assertThat(holder.waitFor(20, TimeUnit.MILLISECONDS)).isFalse();
        }
        return holder;
    }

    private Process start() throws IOException {
        ProcessBuilder builder = new ProcessBuilder("./emulator").directory(root.toFile());
        builder.environment().put("JAVA_HOME", root.resolve("jdk").toString());
        builder.environment().merge("PATH", root.resolve("bin").toString(), (old, ours) -> ours + ":" + old);
        Process process = builder.start();
        running.add(process);
        return process;
    }

    private void lockFor(String owner) throws IOException {
        Files.writeString(Files.createDirectories(lock).resolve("owner"), owner);
    }

    private void program(String path, String script) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/bin/sh\n" + script + "\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    private long builds() throws IOException {
        return Files.readAllLines(root.resolve("builds")).size();
    }

    private static String stdout(Process process) throws IOException {
        return text(process.getInputStream());
    }

    private static String stderr(Process process) throws IOException {
        return text(process.getErrorStream());
    }

    private static String text(InputStream stream) throws IOException {
        return new String(stream.readAllBytes(), StandardCharsets.UTF_8).strip();
    }
}
