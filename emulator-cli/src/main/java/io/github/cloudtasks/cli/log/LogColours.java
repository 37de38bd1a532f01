package io.github.cloudtasks.cli.log;

import io.github.cloudtasks.server.settings.LogSettings.Colour;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** Decides whether the text log has colours. */
final class LogColours {
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
}
