package io.github.cloudtasks.cli.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudtasks.cli.terminal.Terminal;
import io.github.cloudtasks.server.settings.LogSettings.Colour;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LogColoursTest {
    private static final Map<String, String> XTERM = Map.of("TERM", "xterm-256color");

    @Test
    void terminal_has_colours() {
        assertThat(LogColours.areOn(Colour.AUTO, XTERM, () -> true)).isTrue();
        assertThat(LogColours.areOn(Colour.AUTO, Map.of("TERM", "xterm", "NO_COLOR", ""), () -> true))
                .isTrue();
    }

    @Test
    void file_or_pipe_or_dumb_terminal_has_none() {
        assertThat(LogColours.areOn(Colour.AUTO, XTERM, () -> false)).isFalse();
        assertThat(LogColours.areOn(Colour.AUTO, Map.of(), () -> true)).isFalse();
        assertThat(LogColours.areOn(Colour.AUTO, Map.of("TERM", "dumb"), () -> true))
                .isFalse();
    }

    @Test
    void no_color_turns_them_off() {
        assertThat(LogColours.areOn(Colour.AUTO, Map.of("TERM", "xterm", "NO_COLOR", "1"), () -> true))
                .isFalse();
    }

    @Test
    void flag_overrides_terminal_and_environment() {
        assertThat(LogColours.areOn(Colour.ALWAYS, Map.of("NO_COLOR", "1"), () -> false))
                .isTrue();
        assertThat(LogColours.areOn(Colour.NEVER, XTERM, () -> true)).isFalse();
    }

    /** The build redirects the output of tests. */
    @Test
    void redirected_stderr_is_no_terminal() {
        assertThat(Terminal.isStderr()).isFalse();
    }
}
