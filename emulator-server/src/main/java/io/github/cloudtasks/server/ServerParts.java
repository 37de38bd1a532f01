package io.github.cloudtasks.server;

import io.github.cloudtasks.dispatcher.HttpDispatcher;
import io.github.cloudtasks.server.control.EmulatorControl;
import io.github.cloudtasks.server.credentials.LocalAccount;
import io.github.cloudtasks.server.port.PortServer;
import io.github.cloudtasks.server.proxy.ConnectProxy;
import io.github.cloudtasks.server.settings.ListenAddress;
import java.net.Inet4Address;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a server that runs.
 *
 * @param address where the settings say that it listens
 * @param account what it answers to clients that ask who they are
 * @param port where it listens
 * @param proxy null without {@code --proxy}
 * @param closeActions close the parts, the first one first
 */
record ServerParts(
        ListenAddress address,
        LocalAccount account,
        PortServer port,
        HttpDispatcher dispatcher,
        EmulatorControl control,
        @Nullable ConnectProxy proxy,
        Deque<Runnable> closeActions)
        implements AutoCloseable {

    /**
     * Returns the host from the settings. For {@code localhost} and names below it, returns 127.0.0.1, or ::1 if the
     * server listens on no other address.
     */
    String host() {
        if (!address.isLocalhost()) {
            return address.host();
        }
        return port.address().getAddress() instanceof Inet4Address
                ? address.callable().host()
                : "::1";
    }

    /** Returns the address at which clients on this machine reach the server. */
    ListenAddress callableAddress() {
        return new ListenAddress(host(), port.port()).callable();
    }

    /** Closes the parts. Idempotent. */
    @Override
    public void close() {
        close(closeActions);
    }

    /** Runs actions, the first one first, and removes them. */
    static void close(Deque<Runnable> actions) {
        while (!actions.isEmpty()) {
            actions.pop().run();
        }
    }
}
