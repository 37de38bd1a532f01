package io.github.cloudtasks.cli.doctor;

/**
 * The result of one check.
 *
 * @param level how serious it is
 * @param check the name of the check, a few words
 * @param text what was found: a sentence
 * @param advice what to change: a sentence; empty if nothing is to be changed
 */
public record Finding(Level level, String check, String text, String advice) {

    /** The seriousness of a finding. */
    public enum Level {
        /** Nothing is to be changed. */
        OK,
        /** It may be intended. */
        WARNING,
        /** Clients or tasks fail because of it. */
        PROBLEM
    }

    static Finding ok(String check, String text) {
        return new Finding(Level.OK, check, text, "");
    }

    static Finding warning(String check, String text, String advice) {
        return new Finding(Level.WARNING, check, text, advice);
    }

    static Finding problem(String check, String text, String advice) {
        return new Finding(Level.PROBLEM, check, text, advice);
    }
}
