package io.github.cloudtasks.cli.verbs;

import io.github.cloudtasks.cli.control.ControlFailure;
import io.github.cloudtasks.cli.control.EmulatorClient;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code emulator state}: exports and imports all queues with their tasks, of any size. */
@Command(synopsisSubcommandLabel = "(export|import)")
final class StateVerb {
    private static final String STANDARD = "-";

    @Mixin
    private ConnectOption connect = new ConnectOption();

    @Command(name = "export", description = "Write all queues with their tasks as JSON.")
    int exportTo(
            @Parameters(
                            paramLabel = "FILE",
                            defaultValue = STANDARD,
                            description = "file to write; - is standard output")
                    String file)
            throws ControlFailure, IOException {
        try (EmulatorClient client = connect.open();
                InputStream state = client.open("/state")) {
            if (file.equals(STANDARD)) {
                state.transferTo(System.out);
                System.out.flush();
            } else {
                write(state, Path.of(file));
            }
            return 0;
        }
    }

    /** Replaces the file when all is written, so that an export that fails leaves the old one. */
    private static void write(InputStream state, Path file) throws IOException {
        Path unfinished = Path.of(file + ".part");
        try {
            Files.copy(state, unfinished, StandardCopyOption.REPLACE_EXISTING);
            Files.move(unfinished, file, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new IOException("Cannot write %s: %s".formatted(file, e), e);
        }
    }

    @Command(name = "import", description = "Add the queues and tasks of an exported file: all, or none.")
    int importFrom(@Parameters(paramLabel = "FILE", description = "file to read; - is standard input") String file)
            throws ControlFailure, IOException {
        try (EmulatorClient client = connect.open()) {
            client.post("/state", body(file));
            return 0;
        }
    }

    private static BodyPublisher body(String file) throws IOException {
        if (file.equals(STANDARD)) {
            return BodyPublishers.ofInputStream(() -> System.in);
        }
        Path path = Path.of(file);
        if (!Files.isReadable(path)) {
            throw new IOException("Cannot read %s. Give a file that state export has written.".formatted(file));
        }
        return BodyPublishers.ofFile(path);
    }
}
