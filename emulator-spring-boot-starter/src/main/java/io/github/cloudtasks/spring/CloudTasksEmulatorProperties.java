package io.github.cloudtasks.spring;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The properties of the emulator.
 *
 * @param host Address of a running emulator, HOST:PORT.
 * @param embedded Emulator in the process of the application.
 */
@ConfigurationProperties("cloudtasks.emulator")
record CloudTasksEmulatorProperties(
        @Nullable String host, @DefaultValue Embedded embedded) {

    /**
     * The properties of the embedded emulator.
     *
     * @param enabled Whether to start an emulator in the process of the application.
     * @param project Project of queues that are named by their id alone.
     * @param queues Comma-separated list of queues to create on startup, full names or ids. To add settings such as
     *     "mail,max-attempts=5", use an indexed list.
     * @param flags Comma-separated list of flags of the emulator. If a flag has a comma, use an indexed list.
     */
    record Embedded(
            @DefaultValue("false") boolean enabled,
            @Nullable String project,
            @DefaultValue List<String> queues,
            @DefaultValue List<String> flags) {}
}
