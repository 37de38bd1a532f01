package io.github.cloudtasks.server.port;

import io.github.cloudtasks.server.settings.ListenAddress;
import java.io.IOException;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Thrown if the server cannot listen on an address. The message names the address, the reason and a remedy. */
public final class PortUnavailableException extends IOException {
    private static final long serialVersionUID = 1;

    private final Kind kind;

    private enum Kind {
        IN_USE,
        MISSING,
        OTHER
    }

    private PortUnavailableException(ListenAddress address, Kind kind, String reason, @Nullable Throwable cause) {
        super("Cannot listen on " + address + ": " + reason + ".", cause);
        this.kind = kind;
    }

    static PortUnavailableException unknownHost(ListenAddress address) {
        return new PortUnavailableException(
                address,
                Kind.OTHER,
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
        Kind kind = kind(cause);
        return new PortUnavailableException(address, kind, reason(kind, cause, flag), thrown);
    }

    private static Kind kind(Throwable cause) {
        if (cause instanceof UnsupportedAddressTypeException) {
            return Kind.MISSING; // IPv6, in a JVM that uses only IPv4
        }
        String message = lower(cause);
        if (message.contains("in use")) {
            return Kind.IN_USE;
        }
        // The last two: a kernel without IPv6.
        boolean missing = message.contains("assign")
                || message.contains("family not supported")
                || message.contains("family unavailable");
        return missing ? Kind.MISSING : Kind.OTHER;
    }

    private static String reason(Kind kind, Throwable cause, String flag) {
        return switch (kind) {
            case IN_USE ->
                "the port is in use, stop the other process or choose another port with " + flag
                        + " (0 for any free port)";
            case MISSING ->
                "this machine does not have that address, choose another with --host (127.0.0.1 is this machine)";
            case OTHER ->
                lower(cause).contains("permission denied")
                        ? "permission denied, choose a port above 1023 with " + flag + " (0 for any free port)"
                        : String.valueOf(cause.getMessage());
        };
    }

    private static String lower(Throwable cause) {
        return String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
    }

    /** Returns whether another socket uses the address and port. */
    boolean isInUse() {
        return kind == Kind.IN_USE;
    }

    /** Returns whether this machine does not have the address. */
    boolean isMissing() {
        return kind == Kind.MISSING;
    }
}
