package io.github.cloudtasks.dispatcher.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/**
 * The look-up of host names. It is called for every name except {@code localhost} and names below it, on a thread that
 * may block. Safe for use by several threads.
 */
@FunctionalInterface
public interface NameLookup {

    /** The look-up of the operating system. */
    NameLookup SYSTEM = host -> List.of(InetAddress.getAllByName(host));

    /**
     * Returns all addresses of a host, at least one, in the order in which to try them.
     *
     * @param host any name that a URL can have, such as one with underscores or with a final dot
     * @throws UnknownHostException if the name has no address
     */
    List<InetAddress> addressesOf(String host) throws UnknownHostException;
}
