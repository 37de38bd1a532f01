package io.github.cloudtasks.server.environment;

import io.github.cloudtasks.server.credentials.LocalAccount;
import io.github.cloudtasks.server.credentials.ServiceAccountKey;

/**
 * The facts about a running emulator that its clients need.
 *
 * @param address at which the clients reach it
 * @param project of its made-up credentials
 * @param key the made-up service-account file
 * @param authority the certificate that clients of the proxy trust, in PEM; empty if the proxy is off
 */
public record EmulatorFacts(EmulatorAddress address, String project, String key, String authority) {
    /** The sentence for callers that need the proxy. */
    public static final String NO_PROXY =
            "The emulator was started without --proxy, so unmodified clients do not find it. Start it with --proxy --proxy-tokens.";

    /** Returns the facts about an emulator of this process. */
    public static EmulatorFacts of(EmulatorAddress address, LocalAccount account, String authority) {
        String key = ServiceAccountKey.of(account, address.toString()).toPrettyString();
        return new EmulatorFacts(address, account.project(), key, authority);
    }

    /** Returns whether the emulator answers CONNECT. */
    public boolean hasProxy() {
        return !authority.isEmpty();
    }
}
