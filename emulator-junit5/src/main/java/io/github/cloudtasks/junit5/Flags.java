package io.github.cloudtasks.junit5;

import io.github.cloudtasks.emulator.EmulatorSettings;
import java.util.ArrayList;
import java.util.List;

/**
 * The flags of an emulator. Immutable.
 *
 * @param arguments as on the command line
 */
record Flags(List<String> arguments) {
    static final Flags NONE = new Flags(List.of());

    /** For unmodified clients. The CA lasts as long as the emulator, so that a test leaves nothing behind. */
    static final Flags PROXY = new Flags(List.of("--proxy", "--proxy-tokens", "--ephemeral-ca"));

    static Flags of(EmulatedCloudTasks annotation) {
        Flags flags = NONE;
        if (!annotation.project().isEmpty()) {
            flags = flags.plus("--project", annotation.project());
        }
        for (String queue : annotation.queues()) {
            flags = flags.plus("--queue", queue);
        }
        if (annotation.proxy()) {
            flags = flags.plus(PROXY);
        }
        return flags.plus(annotation.flags());
    }

    Flags plus(String... more) {
        List<String> all = new ArrayList<>(arguments);
        all.addAll(List.of(more));
        return new Flags(List.copyOf(all));
    }

    Flags plus(Flags more) {
        return plus(more.arguments.toArray(String[]::new));
    }

    /**
     * Parses the flags. The default port is any free one.
     *
     * @throws IllegalArgumentException for the first mistake
     */
    EmulatorSettings settings() {
        return EmulatorSettings.of(arguments.toArray(String[]::new));
    }
}
