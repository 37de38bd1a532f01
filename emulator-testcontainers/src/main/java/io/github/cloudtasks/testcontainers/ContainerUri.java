package io.github.cloudtasks.testcontainers;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;

/** Creates URIs of the emulator that the HTTP clients of the JDK accept. */
final class ContainerUri {
    /** A look-up of host names. */
    @FunctionalInterface
    interface NameLookup {
        InetAddress find(String host) throws UnknownHostException;
    }

    private ContainerUri() {}

    /**
     * Returns an http URI. A host with an underscore, such as {@code STACK_DOCKER}, is replaced by its address, because
     * {@link URI} has no host then, and the HTTP client of the JDK rejects such URIs. The emulator accepts addresses.
     *
     * @param host the name or address of the Docker host; IPv6 in brackets
     * @param path starts with a slash
     * @throws UnknownHostException if a host with an underscore does not resolve
     */
    static URI of(String host, int port, String path, NameLookup names) throws UnknownHostException {
        return URI.create("http://" + (host.indexOf('_') < 0 ? host : address(names.find(host))) + ":" + port + path);
    }

    private static String address(InetAddress found) {
        String text = found.getHostAddress();
        return text.indexOf(':') < 0 ? text : "[" + text + "]";
    }
}
