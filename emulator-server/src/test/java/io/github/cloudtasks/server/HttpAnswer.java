package io.github.cloudtasks.server;

import io.github.cloudtasks.emulator.CloudTasksEmulator;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * A response over HTTP/1.1 to a request whose header lines a test chooses, also those that HTTP clients do not let it
 * set.
 *
 * @param headers by name in lower case; the values of a repeated header are joined with commas
 */
public record HttpAnswer(int status, Map<String, String> headers, String body) {

    /**
     * Sends a request on a connection of its own.
     *
     * @param lines header lines, such as {@code Accept: text/html}; a Host is added if there is none
     */
    public static HttpAnswer send(CloudTasksEmulator emulator, String method, String path, String... lines)
            throws IOException {
        StringBuilder request = new StringBuilder(method + " " + path + " HTTP/1.1\r\nConnection: close\r\n");
        boolean namesHost = List.of(lines).stream().anyMatch(line -> line.startsWith("Host:"));
        request.append(namesHost ? "" : "Host: localhost:" + emulator.port() + "\r\n");
        for (String line : lines) {
            request.append(line).append("\r\n");
        }
        try (Socket socket = new Socket(emulator.host(), emulator.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write((request + "\r\n").getBytes(StandardCharsets.US_ASCII));
            return parse(socket.getInputStream());
        }
    }

    private static HttpAnswer parse(InputStream in) throws IOException {
        String[] parts = new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\r\n\r\n", 2);
        List<String> lines = new ArrayList<>(List.of(parts[0].split("\r\n")));
        int status = Integer.parseInt(lines.removeFirst().split(" ")[1]);
        Map<String, String> headers = new TreeMap<>();
        lines.forEach(line -> headers.merge(
                line.substring(0, line.indexOf(':')).toLowerCase(Locale.ROOT),
                line.substring(line.indexOf(':') + 1).strip(),
                (one, other) -> one + ", " + other));
        return new HttpAnswer(status, headers, parts[1]);
    }
}
