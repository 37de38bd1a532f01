package io.github.cloudtasks.cli.terminal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Finds out whether an output of this process is a terminal. */
public final class Terminal {
    private static final Path NULL = Path.of("/dev/null");

    /** The bits of a file's mode that contain its type, and the type of character devices. */
    private static final int TYPE = 0xf000;

    private static final int CHARACTER_DEVICE = 0x2000;

    private Terminal() {}

    /** Returns whether stdout is a terminal; false on Windows. */
    public static boolean isStdout() {
        return isTerminal(Path.of("/dev/fd/1"));
    }

    /** Returns whether stderr is a terminal; false on Windows. */
    public static boolean isStderr() {
        return isTerminal(Path.of("/dev/fd/2"));
    }

    /**
     * Returns whether a file is a character device other than the null device. Java has no method for single outputs,
     * and its console takes long to load.
     */
    private static boolean isTerminal(Path file) {
        try {
            int mode = (Integer) Files.getAttribute(file, "unix:mode");
            return (mode & TYPE) == CHARACTER_DEVICE
                    && !Files.getAttribute(file, "unix:rdev").equals(Files.getAttribute(NULL, "unix:rdev"));
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            return false;
        }
    }
}
