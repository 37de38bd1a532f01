package io.github.cloudtasks.server.settings;

import org.slf4j.event.Level;

/**
 * The settings of the command-line program's log. Immutable.
 *
 * @param level the lowest level of the emulator's own messages
 * @param format the form of a message
 * @param colour whether text has colours
 */
public record LogSettings(Level level, Format format, Colour colour) {

    /** The form of a message. */
    public enum Format {
        /** A line for people; an exception has more lines. */
        TEXT,
        /** One JSON object a line. */
        JSON
    }

    /** Whether text has colours. */
    public enum Colour {
        /** If stderr is a terminal and the environment does not object. */
        AUTO,
        ALWAYS,
        NEVER
    }

    /** The settings without flags. */
    public static final LogSettings DEFAULT = new LogSettings(Level.INFO, Format.TEXT, Colour.AUTO);

    public LogSettings withLevel(Level newLevel) {
        return new LogSettings(newLevel, format, colour);
    }

    public LogSettings withFormat(Format newFormat) {
        return new LogSettings(level, newFormat, colour);
    }

    public LogSettings withColour(Colour newColour) {
        return new LogSettings(level, format, newColour);
    }
}
