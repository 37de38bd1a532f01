package io.github.cloudtasks.server.port;

import io.github.cloudtasks.server.settings.ListenAddress;
import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The address to listen on cannot be had; the message is a sentence that says which it is, why, and what to do. */
public final class PortUnavailableException extends IOException {
    private static final long serialVersionUID = 1;

    private PortUnavailableException(ListenAddress address, String why, @Nullable Throwable cause) {
        super("Cannot listen on " + address + ": " + why + ".", cause);
    }

    static PortUnavailableException unknownHost(ListenAddress address) {
        return new PortUnavailableException(
                address,
                "no address is known for this host, choose another with --host (127.0.0.1 is this machine)",
                null);
    }

    /**
     * Reads the reason from what the operating system said, which Java passes on as text only.
     *
     * @param flag by which a user chooses the port
     */
    static PortUnavailableException of(ListenAddress address, String flag, IOException thrown) {
        Throwable cause = thrown;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        String said = String.valueOf(cause.getMessage());
        String why = said.toLowerCase(Locale.ROOT);
        if (why.contains("in use")) {
            why = "the port is in use, stop what uses it or choose another with " + flag + " (0 for any free one)";
        } else if (why.contains("assign")) {
            why = "this machine does not have that address, choose another with --host (127.0.0.1 is this machine)";
        } else if (why.contains("permission denied")) {
            why = "permission denied, choose a port above 1023 with " + flag + " (0 for any free one)";
        } else {
            why = said;
        }
        return new PortUnavailableException(address, why, thrown);
    }
}
