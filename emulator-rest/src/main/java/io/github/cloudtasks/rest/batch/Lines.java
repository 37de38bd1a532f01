package io.github.cloudtasks.rest.batch;

import io.github.cloudtasks.rest.http.ConnectionLimits;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads lines and header blocks of a part of a byte array. A line ends with CR LF or LF; clients send both. */
final class Lines {
    private static final Pattern NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
    private static final Pattern VALUE = Pattern.compile("[\t\\x20-\\x7e\\x80-\\xff]*");

    /** As for the headers of a request. They take much more memory than their text. */
    private static final int MAX_HEADER_BYTES = ConnectionLimits.DEFAULT.headerBytes();

    private final byte[] bytes;
    private final int to;
    private int at;

    Lines(byte[] bytes, int from, int to) {
        this.bytes = bytes;
        this.at = from;
        this.to = to;
    }

    /** Returns the index of the first byte that has not been read. */
    int position() {
        return at;
    }

    /** Returns the next line as ISO 8859-1 text, without its end; null after the last one. */
    @Nullable
    String next() {
        if (at >= to) {
            return null;
        }
        int end = at;
        while (end < to && bytes[end] != '\n') {
            end++;
        }
        int last = end > at && bytes[end - 1] == '\r' ? end - 1 : end;
        String line = new String(bytes, at, last - at, StandardCharsets.ISO_8859_1);
        at = Math.min(to, end + 1);
        return line;
    }

    /**
     * Reads headers up to an empty line or the end. A line that starts with white space continues the one before it.
     *
     * @throws MalformedBatchException if a line is not a header, or the headers are too large
     */
    HttpHeaders headers() throws MalformedBatchException {
        HttpHeaders headers = new DefaultHttpHeaders();
        int from = at;
        StringBuilder header = new StringBuilder();
        for (String line = next(); line != null && !line.isEmpty(); line = next()) {
            if (at - from > MAX_HEADER_BYTES) {
                throw new MalformedBatchException("a part has headers of more than " + MAX_HEADER_BYTES + " bytes");
            }
            boolean continues = line.charAt(0) == ' ' || line.charAt(0) == '\t';
            if (!continues && !header.isEmpty()) {
                add(header.toString(), headers);
                header.setLength(0);
            }
            header.append(continues ? " " + line.strip() : line);
        }
        if (!header.isEmpty()) {
            add(header.toString(), headers);
        }
        return headers;
    }

    private static void add(String line, HttpHeaders headers) throws MalformedBatchException {
        int colon = line.indexOf(':');
        String name = colon < 0 ? "" : line.substring(0, colon);
        String value = line.substring(colon + 1).strip();
        if (!NAME.matcher(name).matches() || !VALUE.matcher(value).matches()) {
            throw new MalformedBatchException("a part has a line that is not a header");
        }
        headers.add(name, value);
    }
}
