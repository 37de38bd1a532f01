package io.github.cloudtasks.cli.verbs;

import java.util.Arrays;
import java.util.List;

/** The commands, in the order of the help. This class loads no library. */
public enum Verb {
    EXEC("run a command whose Cloud Tasks clients use an emulator, without a change to its code"),
    ENV("print the environment variables with which clients use a running emulator"),
    ATTEMPTS("show the attempts to deliver tasks, and follow new ones"),
    REPLAY("send tasks again"),
    RESET("remove all queues and tasks, and create the initial queues again"),
    TIME("show, advance, freeze or resume the emulator's clock"),
    STATE("export all queues and tasks to a file, or import them"),
    SNAPSHOT("save the emulator's state under a name, and return to it"),
    DOCTOR("check a running emulator and the targets of its tasks, and print what to change"),
    COMPLETION("print the script with which a shell completes commands and flags");

    private final String description;

    Verb(String description) {
        this.description = description;
    }

    /** Returns the name as the user types it. */
    public String verb() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    /** Returns a phrase without capital letter and full stop. */
    public String description() {
        return description;
    }

    /** Returns all names. */
    static List<String> names() {
        return Arrays.stream(values()).map(Verb::verb).toList();
    }
}
