package io.github.cloudtasks.cli.env;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.cloudtasks.cli.control.ControlFailure;
import io.github.cloudtasks.cli.control.EmulatorAddress;
import io.github.cloudtasks.cli.control.EmulatorClient;

/**
 * The facts about a running emulator that its clients need.
 *
 * @param address at which the clients reach it
 * @param project of its made-up credentials
 * @param key the made-up service-account file
 * @param authority the certificate that clients of the proxy trust, in PEM; empty if the proxy is off
 */
public record EmulatorFacts(EmulatorAddress address, String project, String key, String authority) {
    private static final int NOT_FOUND = 404;

    /**
     * Asks a running emulator.
     *
     * @param address at which the clients reach it, which may differ from that of this process
     * @throws ControlFailure if the emulator cannot be reached
     */
    public static EmulatorFacts of(EmulatorClient client, EmulatorAddress address) throws ControlFailure {
        JsonNode key = client.get("/service-account-key");
        // The emulator writes the address of this request.
        String text = key.toPrettyString().replace(client.address().toString() + "/", address + "/");
        return new EmulatorFacts(address, key.path("project_id").asText(), text, authority(client));
    }

    /**
     * Returns the certificate that clients of the proxy trust, in PEM; empty if the proxy is off, or if the emulator is
     * of a version that has none.
     *
     * @throws ControlFailure if the emulator cannot be reached
     */
    public static String authority(EmulatorClient client) throws ControlFailure {
        try {
            return client.get("/proxy").path("caCertificate").asText();
        } catch (ControlFailure e) {
            if (e.status() == NOT_FOUND) {
                return "";
            }
            throw e;
        }
    }

    /** Returns whether the emulator answers CONNECT. */
    public boolean hasProxy() {
        return !authority.isEmpty();
    }
}
