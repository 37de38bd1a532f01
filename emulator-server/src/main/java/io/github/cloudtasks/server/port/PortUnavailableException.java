package io.github.cloudtasks.server.port;

import io.github.cloudtasks.server.settings.ListenAddress;
import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Thrown if the server cannot listen on an address. The message names the address, the reason and a remedy. */
public final class PortUnavailableException extends IOException {
    private static final long serialVersionUID = 1;

    private PortUnavailableException(ListenAddress address, String reason, @Nullable Throwable cause) {
        super("Cannot listen on " + address + ": " + reason + ".", cause);
    }

    static PortUnavailableException unknownHost(ListenAddress address) {
        return new PortUnavailableException(
                address,
                "the host name cannot be resolved, choose another with --host (127.0.0.1 is this machine)",
                null);
    }

    /**
     * Converts an exception of a bind. Java reports the reason of the operating system as text only.
     *
     * @param flag the flag that sets the port
     */
    static PortUnavailableException of(ListenAddress address, String flag, IOException thrown) {
        Throwable cause = thrown;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return new PortUnavailableException(address, reason(String.valueOf(cause.getMessage()), flag), thrown);
    }

    private static String reason(String message, String flag) {
        String lower = message.toLowerCase(Locale.ROOT);
        if (lower.contains("in use")) {
            return "the port is in use, stop the other process or choose another port with " + flag
                    + " (0 for any free port)";
        } else if (lower.contains("assign")) {
            return "this machine does not have that address, choose another with --host (127.0.0.1 is this machine)";
        } else if (lower.contains("permission denied")) {
            return "permission denied, choose a port above 1023 with " + flag + " (0 for any free port)";
        }
        return message;
    }
}
