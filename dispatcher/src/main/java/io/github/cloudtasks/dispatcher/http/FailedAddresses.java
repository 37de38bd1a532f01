package io.github.cloudtasks.dispatcher.http;

import io.netty.handler.ssl.NotSslRecordException;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The addresses of a host that refused a connection, with the reasons. Confined to the event loop.
 *
 * <p>The text names all of them, such as {@code Connection refused: 127.0.0.1:9000, [::1]:9000}.
 */
final class FailedAddresses {
    private static final OpenFileLimit OPEN_FILES = new OpenFileLimit("attempts that need a new connection fail");

    private final Map<String, List<String>> addressesByReason = new LinkedHashMap<>();

    void add(InetSocketAddress address, @Nullable Throwable cause) {
        String text = textOf(cause);
        // Netty appends the address in Java's form.
        String suffix = ": " + address;
        String reason = text.endsWith(suffix) ? text.substring(0, text.length() - suffix.length()) : text;
        addressesByReason.computeIfAbsent(reason, key -> new ArrayList<>()).add(textOf(address));
    }

    @Override
    public String toString() {
        return addressesByReason.entrySet().stream()
                .map(entry -> entry.getKey() + ": " + String.join(", ", entry.getValue()))
                .collect(Collectors.joining("; "));
    }

    /** Returns the reason of a failure. */
    static String textOf(@Nullable Throwable cause) {
        if (OPEN_FILES.isReached(cause)) {
            return "too many open files (see ulimit -n)";
        }
        if (cause == null) {
            return "unknown";
        }
        if (cause instanceof NotSslRecordException) {
            // Its message is the whole response in hexadecimal digits.
            return "the server responded without TLS; start the URL with http:// instead of https://";
        }
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }

    private static String textOf(InetSocketAddress address) {
        String ip = NetUtil.toAddressString(address.getAddress());
        return (ip.indexOf(':') < 0 ? ip : "[" + ip + "]") + ":" + address.getPort();
    }
}
