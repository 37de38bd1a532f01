package io.github.cloudtasks.server.console;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The files of the page, which are resources of this package. A file is read when it is first requested, and kept.
 * Thread-safe.
 */
final class ConsoleFiles {
    private static final String DIRECTORY = "page/";
    /** A path without a dot at the start of a segment, so that it stays below the directory. */
    private static final Pattern PATH = Pattern.compile("([a-z]+/)?[A-Za-z0-9][A-Za-z0-9.-]*");

    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=UTF-8",
            "css", "text/css; charset=UTF-8",
            "js", "text/javascript; charset=UTF-8",
            "svg", "image/svg+xml",
            "txt", "text/plain; charset=UTF-8");

    /**
     * A file.
     *
     * @param etag the entity tag, in quotes. It is weak, because the file may be sent compressed
     */
    @SuppressWarnings("ArrayRecordComponent") // A file is passed on, never compared.
    record ConsoleFile(String contentType, byte[] content, String etag) {}

    private final Map<String, ConsoleFile> read = new ConcurrentHashMap<>();

    /**
     * Returns a file of the page; null if there is none.
     *
     * @param path relative to the page, such as {@code app/main.js}
     */
    @Nullable
    ConsoleFile find(String path) {
        // Only files that exist are kept, so the map is bounded.
        return PATH.matcher(path).matches() ? read.computeIfAbsent(path, ConsoleFiles::read) : null;
    }

    private static @Nullable ConsoleFile read(String path) {
        String type = TYPES.get(path.substring(path.lastIndexOf('.') + 1));
        if (type == null) {
            return null;
        }
        try (InputStream in = ConsoleFiles.class.getResourceAsStream(DIRECTORY + path)) {
            if (in == null) {
                return null;
            }
            byte[] content = in.readAllBytes();
            return new ConsoleFile(type, content, etag(content));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String etag(byte[] content) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
            return "W/\"" + Base64.getUrlEncoder().withoutPadding().encodeToString(digest) + "\"";
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java runtime has SHA-256", e);
        }
    }
}
