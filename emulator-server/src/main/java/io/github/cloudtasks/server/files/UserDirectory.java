package io.github.cloudtasks.server.files;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The directory in which programs keep data of a user, by the convention of the operating system. */
public final class UserDirectory {
    private static final String NAME = "cloud-tasks-emulator";

    private UserDirectory() {}

    /**
     * Returns the emulator's own directory in the system of this process, which may be missing.
     *
     * @return null if the user has no such directory
     */
    public static @Nullable Path find(Map<String, String> environment) {
        return find(System.getProperty("os.name", ""), environment, System.getProperty("user.home", ""));
    }

    /**
     * Returns the emulator's own directory, which may be missing.
     *
     * @param os the name of the operating system, as in {@code os.name}
     * @param home the home directory of the user; empty if there is none
     * @return null if the user has no such directory
     */
    static @Nullable Path find(String os, Map<String, String> environment, String home) {
        String system = os.toLowerCase(Locale.ROOT);
        if (system.startsWith("windows")) {
            String local = environment.getOrDefault("LOCALAPPDATA", "");
            return local.isEmpty() ? null : Path.of(local, NAME);
        }
        String data = environment.getOrDefault("XDG_DATA_HOME", "");
        boolean isMac = system.startsWith("mac");
        // Relative paths are invalid by the XDG specification.
        if (!isMac && data.startsWith("/")) {
            return Path.of(data, NAME);
        }
        if (!home.startsWith("/")) {
            return null;
        }
        return isMac ? Path.of(home, "Library", "Application Support", NAME) : Path.of(home, ".local", "share", NAME);
    }
}
