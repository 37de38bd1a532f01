package io.github.cloudtasks.testcontainers;

import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.ContainerConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.images.builder.Transferable;

/**
 * The variables and files with which the clients in another container use an emulator. They are requested when that
 * container is created, since the emulator has no CA certificate before it runs.
 */
final class ConnectedContainer {
    /** The directory of the files in the container. */
    static final String DIRECTORY = "/etc/cloud-tasks-emulator";

    /** The files in which systems keep all their roots. The first one that exists is read. */
    private static final List<String> SYSTEM_ROOTS = List.of(
            "/etc/ssl/certs/ca-certificates.crt",
            "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
            "/etc/ssl/ca-bundle.pem",
            "/etc/ssl/cert.pem");

    private static final int READABLE_BY_ALL = 0100644;

    private final CloudTasksEmulatorContainer emulator;
    private final GenericContainer<?> container;

    private ConnectedContainer(CloudTasksEmulatorContainer emulator, GenericContainer<?> container) {
        this.emulator = emulator;
        this.container = container;
    }

    /** Prepares a container that is not created yet. Its start will start the emulator first. */
    static void prepare(GenericContainer<?> container, CloudTasksEmulatorContainer emulator) {
        ConnectedContainer connected = new ConnectedContainer(emulator, container);
        container.dependsOn(emulator);
        container.withCreateContainerCmdModifier(connected::addVariables);
        container.withCopyToContainer(connected.new Files(), DIRECTORY);
    }

    private void addVariables(CreateContainerCmd command) {
        Map<String, String> variables = new LinkedHashMap<>();
        String[] given = command.getEnv() == null ? new String[0] : command.getEnv();
        add(variables, given);
        Map<String, String> existing = new LinkedHashMap<>();
        ContainerConfig image = container
                .getDockerClient()
                .inspectImageCmd(command.getImage())
                .exec()
                .getConfig();
        if (image != null && image.getEnv() != null) {
            add(existing, image.getEnv());
        }
        existing.putAll(variables);
        variables.putAll(emulator.control()
                .environment(address(), DIRECTORY, existing, "")
                .variables());
        List<String> all = new ArrayList<>();
        variables.forEach((name, value) -> all.add(name + "=" + value));
        command.withEnv(all);
    }

    private static void add(Map<String, String> variables, String[] lines) {
        for (String line : lines) {
            int equals = line.indexOf('=');
            if (equals > 0) {
                variables.put(line.substring(0, equals), line.substring(equals + 1));
            }
        }
    }

    /** Returns the address of the emulator in the network. An alias with an underscore is no host name in URLs. */
    private String address() {
        return emulator.getNetworkAliases().stream()
                        .filter(alias -> alias.matches("[\\w.-]+") && alias.indexOf('_') < 0)
                        .reduce((earlier, later) -> later)
                        .orElseThrow(
                                () -> new IllegalStateException(
                                        "The emulator has no network alias without an underscore: add one with withNetworkAliases."))
                + ":" + CloudTasksEmulatorContainer.PORT;
    }

    /** Returns the roots of the container's system, in PEM; empty if its image has none. */
    private String roots() {
        for (String file : SYSTEM_ROOTS) {
            try {
                String text = container.copyFileFromContainer(
                        file, content -> new String(content.readAllBytes(), StandardCharsets.ISO_8859_1));
                if (text.contains("BEGIN")) {
                    return text;
                }
            } catch (NotFoundException e) {
                // Another system, or an image without roots.
            }
        }
        return "";
    }

    /** The files, as entries of one archive. */
    private final class Files implements Transferable {

        @Override
        public void transferTo(TarArchiveOutputStream archive, String destination) {
            emulator.control()
                    .environment(address(), DIRECTORY, Map.of(), roots())
                    .files()
                    .forEach((path, content) -> {
                        TarArchiveEntry entry = new TarArchiveEntry(destination + "/" + path);
                        entry.setSize(content.length);
                        entry.setMode(READABLE_BY_ALL);
                        try {
                            archive.putArchiveEntry(entry);
                            archive.write(content);
                            archive.closeArchiveEntry();
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    });
        }

        /** Not used: the files are known when they are copied. */
        @Override
        public long getSize() {
            return 0;
        }

        @Override
        public String getDescription() {
            return "the files of the Cloud Tasks emulator for clients";
        }
    }
}
