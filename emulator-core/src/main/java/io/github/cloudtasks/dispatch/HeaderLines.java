package io.github.cloudtasks.dispatch;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The headers of a request or response in their order. Immutable.
 *
 * <p>They are stored as HTTP/1.1 sends them, in one array. Thousands of attempts can wait for a connection or be kept,
 * and lists of names and values would take three times the memory, in 30 objects that the garbage collector copies.
 */
public final class HeaderLines {
    /** No headers. */
    public static final HeaderLines EMPTY = new HeaderLines(new byte[0]);

    /** The characters of a line besides name and value: a colon and a blank, carriage return and line feed. */
    private static final int EXTRA = 4;

    private final byte[] lines;

    private HeaderLines(byte[] lines) {
        this.lines = lines;
    }

    /**
     * Returns headers in the given order. Characters outside of Latin-1 become question marks.
     *
     * @throws IllegalArgumentException if a name or value contains a line feed, or a name contains a colon
     */
    public static HeaderLines of(List<HttpHeader> headers) {
        int length = 0;
        for (HttpHeader header : headers) {
            length += header.name().length() + header.value().length() + EXTRA;
        }
        StringBuilder text = new StringBuilder(length);
        for (HttpHeader header : headers) {
            if (header.name().indexOf(':') >= 0
                    || header.name().indexOf('\n') >= 0
                    || header.value().indexOf('\n') >= 0) {
                throw new IllegalArgumentException("not a header line: " + header);
            }
            text.append(header.name()).append(": ").append(header.value()).append("\r\n");
        }
        return text.isEmpty() ? EMPTY : new HeaderLines(text.toString().getBytes(StandardCharsets.ISO_8859_1));
    }

    /**
     * Returns the headers of the lines that {@link #asByteBuffer} has returned. The array must not be changed
     * afterwards.
     *
     * @throws IllegalArgumentException if they are no header lines
     */
    public static HeaderLines parse(byte[] lines) {
        for (int start = 0; start < lines.length; ) {
            int end = indexOf('\n', lines, start);
            int colon = indexOf(':', lines, start);
            if (end == lines.length || colon + EXTRA > end + 1 || lines[end - 1] != '\r') {
                throw new IllegalArgumentException("not header lines");
            }
            start = end + 1;
        }
        return lines.length == 0 ? EMPTY : new HeaderLines(lines);
    }

    private static int indexOf(char character, byte[] lines, int start) {
        int at = start;
        while (at < lines.length && lines[at] != character) {
            at++;
        }
        return at;
    }

    /** Returns the headers in their order. */
    public List<HttpHeader> toList() {
        List<HttpHeader> headers = new ArrayList<>();
        for (int start = 0; start < lines.length; start = nextLine(start)) {
            int colon = start;
            while (lines[colon] != ':') {
                colon++;
            }
            headers.add(new HttpHeader(text(start, colon), valueAfter(colon)));
        }
        return headers;
    }

    /** Returns the value of the first header with that name, in any case; null if there is none. */
    public @Nullable String value(String name) {
        for (int start = 0; start < lines.length; start = nextLine(start)) {
            if (isNamed(start, name)) {
                return valueAfter(start + name.length());
            }
        }
        return null;
    }

    /** Returns the lines as they are sent, each with its line break; without the empty line that ends the headers. */
    public ByteBuffer asByteBuffer() {
        return ByteBuffer.wrap(lines).asReadOnlyBuffer();
    }

    /** Returns the length of all lines in bytes. */
    public int byteCount() {
        return lines.length;
    }

    private boolean isNamed(int start, String name) {
        int end = start + name.length();
        if (end >= lines.length || lines[end] != ':') {
            return false;
        }
        for (int i = 0; i < name.length(); i++) {
            if (lowerCase(lines[start + i] & 0xff) != lowerCase(name.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static int lowerCase(int character) {
        return character >= 'A' && character <= 'Z' ? character + ('a' - 'A') : character;
    }

    private int nextLine(int start) {
        int end = start;
        while (lines[end] != '\n') {
            end++;
        }
        return end + 1;
    }

    private String valueAfter(int colon) {
        return text(colon + 2, nextLine(colon) - 2);
    }

    private String text(int start, int end) {
        return new String(lines, start, end - start, StandardCharsets.ISO_8859_1);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof HeaderLines others && Arrays.equals(lines, others.lines);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(lines);
    }

    @Override
    public String toString() {
        return toList().toString();
    }
}
