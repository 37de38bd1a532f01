package io.github.cloudtasks.cli;

import io.github.cloudtasks.server.settings.LogSettings.Colour;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** Decides whether the text log has colours. */
final class LogColours {
    private static final Path STDERR = Path.of("/dev/fd/2");
    private static final Path NULL = Path.of("/dev/null");

    /** The bits of a file's mode that contain its type, and the type of character devices. */
    private static final int TYPE = 0xf000;

    private static final int CHARACTER_DEVICE = 0x2000;

    private LogColours() {}

    /**
     * Returns whether the log has colours. In doubt, it has if stderr is a terminal, {@code TERM} is set and not
     * {@code dumb}, and {@code NO_COLOR} is empty or missing.
     *
     * @param isTerminal whether stderr is a terminal
     * @see <a href="https://no-color.org">NO_COLOR</a>
     */
    static boolean areOn(Colour colour, Map<String, String> environment, BooleanSupplier isTerminal) {
        return switch (colour) {
            case ALWAYS -> true;
            case NEVER -> false;
            case AUTO -> {
                String terminal = environment.getOrDefault("TERM", "");
                yield environment.getOrDefault("NO_COLOR", "").isEmpty()
                        && !terminal.isEmpty()
                        && !terminal.equals("dumb")
                        && isTerminal.getAsBoolean();
            }
        };
    }

    /**
     * Returns whether stderr is a terminal: a character device other than the null device. Java has no method for
     * stderr, and its console takes long to load. Returns false on Windows.
     */
    static boolean isStderrTerminal() {
        try {
            int mode = (Integer) Files.getAttribute(STDERR, "unix:mode");
            return (mode & TYPE) == CHARACTER_DEVICE
                    && !Files.getAttribute(STDERR, "unix:rdev").equals(Files.getAttribute(NULL, "unix:rdev"));
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            return false;
        }
    }
}
