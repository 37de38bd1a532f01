package io.github.cloudtasks.junit5;

import io.github.cloudtasks.emulator.EmulatorSettings;
import java.util.ArrayList;
import java.util.List;

/**
 * What an emulator is started with.
 *
 * @param words as on the command line
 */
record Flags(List<String> words) {
    static final Flags NONE = new Flags(List.of());

    static Flags of(EmulatedCloudTasks annotation) {
        Flags flags = NONE;
        if (!annotation.project().isEmpty()) {
            flags = flags.plus("--project", annotation.project());
        }
        for (String queue : annotation.queues()) {
            flags = flags.plus("--queue", queue);
        }
        return flags.plus(annotation.flags());
    }

    Flags plus(String... more) {
        List<String> all = new ArrayList<>(words);
        all.addAll(List.of(more));
        return new Flags(List.copyOf(all));
    }

    Flags plus(Flags more) {
        return plus(more.words.toArray(String[]::new));
    }

    /**
     * The settings of an emulator, on a free port if no flag says otherwise.
     *
     * @throws IllegalArgumentException with a sentence about the first mistake
     */
    EmulatorSettings settings() {
        return EmulatorSettings.of(words.toArray(String[]::new));
    }
}
