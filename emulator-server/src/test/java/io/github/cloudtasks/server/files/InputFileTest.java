package io.github.cloudtasks.server.files;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that are no ordinary ones, on Linux and macOS. */
class InputFileTest {
    private static final Duration SHORT = Duration.ofMillis(100);
    private static final Duration LONG = Duration.ofMinutes(1);

    @TempDir
    private Path directory;

    @Test
    void file_of_the_largest_size_is_read() throws Exception {
        Path file = Files.write(directory.resolve("file"), new byte[2048]);

        assertThat(InputFile.read(file, 2048)).hasSize(2048);
        assertThatThrownBy(() -> InputFile.read(file, 2047)).hasMessage("it is larger than 1 KiB");
    }

    @Test
    void huge_file_is_refused() throws Exception {
        Path file = directory.resolve("sparse");
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(4L << 30);
        }

        assertThatThrownBy(() -> InputFile.read(file, 16 << 20)).hasMessage("it is larger than 16 MiB");
    }

    @Test
    void endless_device_is_refused() {
        assertThatThrownBy(() -> InputFile.read(Path.of("/dev/zero"), 1 << 16)).hasMessage("it is larger than 64 KiB");
        assertThatThrownBy(() -> InputFile.read(Path.of("/dev/urandom"), 1 << 16))
                .hasMessage("it is larger than 64 KiB");
    }

    @Test
    void empty_device_is_read() throws Exception {
        assertThat(InputFile.read(Path.of("/dev/null"), 1024)).isEmpty();
    }

    @Test
    void missing_file_and_directory_are_refused() {
        assertThatThrownBy(() -> InputFile.read(directory.resolve("none"), 1024))
                .hasMessage("there is no such file");
        assertThatThrownBy(() -> InputFile.read(directory, 1024)).hasMessage("it is a directory");
    }

    /** A shell passes the output of {@code <(command)} as a pipe. */
    @Test
    void pipe_is_read_to_its_end() throws Exception {
        Path pipe = pipe();
        CompletableFuture<Void> written = CompletableFuture.runAsync(() -> {
            try (OutputStream out = Files.newOutputStream(pipe)) {
                out.write("queues".getBytes(US_ASCII));
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });

        assertThat(InputFile.read(pipe, 1024, LONG)).asString(US_ASCII).isEqualTo("queues");
        written.join();
    }

    @Test
    void pipe_without_a_writer_is_refused() throws Exception {
        Path pipe = pipe();

        assertThatThrownBy(() -> InputFile.read(pipe, 1024, SHORT))
                .hasMessageStartingWith("its end did not arrive within ");
        Files.newOutputStream(pipe).close(); // ends the thread that reads
    }

    private Path pipe() throws Exception {
        Path pipe = directory.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        return pipe;
    }
}
