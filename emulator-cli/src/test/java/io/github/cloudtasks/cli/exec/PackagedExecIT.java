package io.github.cloudtasks.cli.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code exec} of the packaged program, with commands of a shell. */
@Timeout(120)
class PackagedExecIT {
    private static final List<String> PROGRAM = List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-jar",
            Path.of("target", "emulator.jar").toString());

    private final List<Process> started = new ArrayList<>();

    @TempDir
    private Path directory;

    @AfterEach
    void endWhatWasStarted() {
        for (Process each : started) {
            each.descendants().forEach(ProcessHandle::destroyForcibly);
            each.destroyForcibly();
        }
    }

    @Test
    void stdout_and_exit_code_are_those_of_the_command() throws Exception {
        Process exec = exec("sh", "-c", "echo out; echo err >&2; cat; exit 7");
        exec.outputWriter().append("in\n").close();

        assertThat(output(exec)).isEqualTo("out\nin\n");
        assertThat(errors(exec)).contains("Cloud Tasks emulator ready on http://127.0.0.1:", "err\n");
        assertThat(exec.waitFor()).isEqualTo(7);
    }

    @Test
    void command_finds_the_emulator_its_files_and_its_own_environment() throws Exception {
        Process exec = exec(
                Map.of("MINE", "kept", "NO_PROXY", "db.example", "JAVA_TOOL_OPTIONS", "-Dmine=1"),
                "sh",
                "-c",
                "curl -s --noproxy '*' http://$CLOUD_TASKS_EMULATOR_HOST/v2/projects/$GOOGLE_CLOUD_PROJECT/locations/us-central1/queues/q"
                        + " | grep -c RUNNING; test -r \"$GOOGLE_APPLICATION_CREDENTIALS\" && test -r \"$SSL_CERT_FILE\" && echo files;"
                        + " echo $MINE; echo $NO_PROXY; echo $JAVA_TOOL_OPTIONS");

        assertThat(output(exec).lines())
                .satisfiesExactly(
                        line -> assertThat(line).isEqualTo("1"),
                        line -> assertThat(line).isEqualTo("files"),
                        line -> assertThat(line).isEqualTo("kept"),
                        line -> assertThat(line).startsWith("db.example,localhost,"),
                        line -> assertThat(line).startsWith("-Dmine=1 -Dhttps.proxyHost=127.0.0.1 "));
    }

    @Test
    void service_is_reached_at_its_real_name_with_a_trusted_certificate() throws Exception {
        Process exec = exec(
                "sh",
                "-c",
                "curl -sS --cacert \"$SSL_CERT_FILE\" https://cloudtasks.googleapis.com/v2/projects/demo/locations/us-central1/queues");

        assertThat(output(exec)).contains("projects/demo/locations/us-central1/queues/q");
        assertThat(exec.waitFor()).isZero();
    }

    @Test
    void failed_attempts_are_printed_when_the_command_fails() throws Exception {
        String url = "http://$CLOUD_TASKS_EMULATOR_HOST";
        Process exec = exec(
                "sh",
                "-c",
                "curl -s -o /dev/null " + url + "/v2/projects/demo/locations/us-central1/queues/q/tasks "
                        + "-d '{\"task\": {\"httpRequest\": {\"url\": \"http://localhost:1/x\"}}}'; curl -s -o /dev/null "
                        + url + "/emulator/v1/attempts?timeout=20s; exit 1");

        assertThat(output(exec)).isEmpty();
        assertThat(errors(exec)).containsSubsequence("Attempts that failed:", "TIME", "http://localhost:1/x: ");
        assertThat(exec.waitFor()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"TERM, 143", "INT, 130", "HUP, 129"})
    void signal_is_passed_on_and_ends_the_program(String signal, int exitCode) throws Exception {
        assumeThat(isIgnored(signal))
                .as("inherited, as by a build in the background")
                .isFalse();
        Process exec = exec("sh", "-c", "echo started; exec sleep 600");
        assertThat(exec.inputReader().readLine()).isEqualTo("started");

        kill(signal, exec);

        assertThat(exec.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(exec.exitValue()).isEqualTo(exitCode);
    }

    @Test
    void command_decides_what_a_signal_means() throws Exception {
        Process exec = exec("sh", "-c", "trap 'echo trapped; exit 5' TERM; echo started; while :; do sleep 0.1; done");
        BufferedReader output = exec.inputReader();
        assertThat(output.readLine()).isEqualTo("started");

        kill("TERM", exec);

        assertThat(output.readLine()).isEqualTo("trapped");
        assertThat(exec.waitFor()).isEqualTo(5);
    }

    @Test
    void missing_command_is_127_and_a_file_that_is_none_126() throws Exception {
        Process missing = exec("no-such-command");
        Process none = exec(Files.createFile(directory.resolve("file")).toString());

        assertThat(missing.waitFor()).isEqualTo(127);
        assertThat(errors(missing)).contains("There is no command \"no-such-command\". Check its name and PATH.");
        assertThat(none.waitFor()).isEqualTo(126);
    }

    @Test
    void exit_code_is_kept_if_the_command_removes_the_files() throws Exception {
        Process exec = exec("sh", "-c", "rm -r \"$(dirname \"$SSL_CERT_FILE\")\"; exit 4");

        assertThat(exec.waitFor()).isEqualTo(4);
    }

    @Test
    void program_without_its_interpreter_is_named() throws Exception {
        Path script = Files.writeString(directory.resolve("script"), "#!/no/such/interpreter\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
        Process exec = exec(script.toString());

        assertThat(exec.waitFor()).isEqualTo(127);
        assertThat(errors(exec)).contains("its interpreter, which its first line names, does not exist.");
    }

    @Test
    void file_that_is_no_program_is_named_with_the_reason() throws Exception {
        assertThat(errors(exec(directory.toString())))
                .contains("Cannot run \"" + directory + "\": Permission denied.\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://proxy.example:3128", "socks5://proxy.example:1080"})
    void proxy_that_cannot_be_used_is_reported(String url) throws Exception {
        Process exec = exec(Map.of("HTTPS_PROXY", url), "true");

        assertThat(errors(exec)).contains("HTTPS_PROXY is not the URL of an http:// proxy", "--proxy-upstream");
        assertThat(exec.waitFor()).isZero();
    }

    @Test
    void proxy_is_left_out_if_no_other_host_is_reached() throws Exception {
        Process exec = start(
                Map.of("HTTPS_PROXY", "http://proxy.example"),
                "exec",
                "--ephemeral-ca",
                "--proxy-other-hosts",
                "refuse",
                "--",
                "true");

        assertThat(exec.waitFor()).isZero();
    }

    @Test
    void emulator_without_proxy_is_refused_before_the_command_runs() throws Exception {
        Process server = start(Map.of(), "--port", "0");
        Process exec = start(Map.of(), "exec", "--connect", address(server), "--", "true");

        assertThat(exec.waitFor()).isEqualTo(1);
        assertThat(errors(exec)).contains("was started without --proxy");
    }

    @Test
    void wrong_flag_is_one_line_and_exit_code_2() throws Exception {
        Process exec = start(Map.of(), "exec", "--prot", "0", "--", "true");

        assertThat(errors(exec)).isEqualTo("There is no flag --prot, did you mean --port?\n");
        assertThat(exec.waitFor()).isEqualTo(2);
    }

    @Test
    void files_are_removed_in_the_end() throws Exception {
        Process exec = exec("sh", "-c", "dirname \"$SSL_CERT_FILE\"");
        Path files = Path.of(output(exec).strip());

        assertThat(exec.waitFor()).isZero();
        assertThat(files).doesNotExist();
    }

    /** The files of {@code env} and the CA of the proxy share a directory, which others must not be able to write. */
    @Test
    void proxy_accepts_the_directory_that_env_has_created_with_any_umask() throws Exception {
        Path data = directory.resolve("data");
        String emulator = String.join(" ", PROGRAM);

        Process exec = exec(
                Map.of("XDG_DATA_HOME", data.toString()),
                "sh",
                "-c",
                "umask 002; " + emulator + " env > /dev/null && " + emulator + " exec -- echo started");

        assertThat(output(exec)).isEqualTo("started\n");
        assertThat(exec.waitFor()).isZero();
        assertThat(data.resolve("cloud-tasks-emulator")).isDirectoryContaining("glob:**/authority.pem");
    }

    @Test
    void exit_code_is_kept_if_the_emulator_ends_before_the_command() throws Exception {
        Process server = start(Map.of(), "--port", "0", "--proxy", "--ephemeral-ca");
        Process exec = start(
                Map.of(), "exec", "--connect", address(server), "--", "sh", "-c", "echo started; read line; exit 6");
        assertThat(exec.inputReader().readLine()).isEqualTo("started");
        server.destroy();
        server.waitFor();

        exec.outputWriter().append("end\n").close();

        assertThat(exec.waitFor()).isEqualTo(6);
        assertThat(errors(exec)).contains("The attempts that failed are not known. No emulator listens on ");
    }

    private static String address(Process server) throws IOException {
        return server.inputReader().readLine().replaceFirst(".*http://([^ ]+).*", "$1");
    }

    private static boolean isIgnored(String signal) throws IOException {
        Path status = Path.of("/proc/self/status");
        int number = Map.of("HUP", 1, "INT", 2, "TERM", 15).getOrDefault(signal, 0);
        return Files.isReadable(status)
                && Files.readAllLines(status).stream()
                        .filter(line -> line.startsWith("SigIgn:"))
                        .anyMatch(line -> (Long.parseUnsignedLong(
                                                line.substring("SigIgn:".length())
                                                        .strip(),
                                                16)
                                        & 1L << (number - 1))
                                != 0);
    }

    private Process exec(String... command) throws IOException {
        return exec(Map.of(), command);
    }

    private Process exec(Map<String, String> variables, String... command) throws IOException {
        List<String> arguments =
                new ArrayList<>(List.of("exec", "--queue", "q", "--ephemeral-ca", "--log-level", "error", "--"));
        arguments.addAll(Arrays.asList(command));
        return start(variables, arguments.toArray(String[]::new));
    }

    private Process start(Map<String, String> variables, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(PROGRAM);
        command.addAll(Arrays.asList(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(error(started.size()));
        builder.environment()
                .keySet()
                .removeIf(name -> name.startsWith("EMULATOR_")
                        || name.contains("PROXY")
                        || name.contains("proxy")
                        || name.startsWith("GOOGLE_"));
        builder.environment().putAll(variables);
        Process process = builder.start();
        started.add(process);
        return process;
    }

    private File error(int number) {
        return directory.resolve("stderr-" + number).toFile();
    }

    private static String output(Process process) throws IOException {
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private String errors(Process process) throws Exception {
        process.waitFor();
        return Files.readString(error(started.indexOf(process)).toPath());
    }

    /** As another program does: Java has no method for signals other than SIGTERM. */
    private static void kill(String signal, Process process) throws Exception {
        assertThat(new ProcessBuilder("sh", "-c", "kill -s " + signal + " " + process.pid())
                        .start()
                        .waitFor())
                .isZero();
    }
}
