package io.github.cloudtasks.rest.batch;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the parts of a {@code multipart/mixed} body (RFC 2046). */
final class Multipart {
    private static final Pattern BOUNDARY = Pattern.compile(
            ";\\s*boundary\\s*=\\s*(?:\"((?:[^\"\\\\]|\\\\.)*)\"|([^\\s;]+))", Pattern.CASE_INSENSITIVE);

    /** The kinds of lines. */
    private enum Line {
        CONTENT,
        PART_BOUNDARY,
        END_BOUNDARY
    }

    private Multipart() {}

    /**
     * The place of a part in the body.
     *
     * @param from the index of its first byte
     * @param to the index after its last byte, without the line end in front of the next boundary
     */
    record Part(int from, int to) {}

    /**
     * Returns the boundary of a Content-Type.
     *
     * @throws MalformedBatchException if it has none
     */
    static String boundary(String contentType) throws MalformedBatchException {
        Matcher matcher = BOUNDARY.matcher(contentType);
        if (matcher.find()) {
            String boundary = matcher.group(1) == null
                    ? matcher.group(2)
                    : matcher.group(1).replaceAll("\\\\(.)", "$1");
            if (!boundary.isBlank()) {
                return boundary.stripTrailing();
            }
        }
        throw new MalformedBatchException("the Content-Type has no boundary");
    }

    /**
     * Returns the parts. Text before the first boundary and after the last one is ignored.
     *
     * @param maxParts the maximum number of parts
     * @throws MalformedBatchException if the end boundary is missing, or there are too many parts
     */
    static List<Part> parts(byte[] body, String boundary, int maxParts) throws MalformedBatchException {
        byte[] delimiter = ("--" + boundary).getBytes(StandardCharsets.ISO_8859_1);
        List<Part> parts = new ArrayList<>();
        int from = -1;
        for (int line = 0; line < body.length; line = nextLine(body, line)) {
            Line kind = kind(body, line, delimiter);
            if (kind == Line.CONTENT) {
                continue;
            }
            if (from >= 0) {
                if (parts.size() == maxParts) {
                    throw new MalformedBatchException("more than " + maxParts + " items; send several batches");
                }
                parts.add(new Part(from, Math.max(from, withoutLineEnd(body, line))));
            }
            if (kind == Line.END_BOUNDARY) {
                return parts;
            }
            from = nextLine(body, line);
        }
        throw new MalformedBatchException(from < 0 ? "0 items" : "the end boundary is missing");
    }

    private static Line kind(byte[] body, int line, byte[] delimiter) {
        if (body.length - line < delimiter.length) {
            return Line.CONTENT;
        }
        for (int i = 0; i < delimiter.length; i++) {
            if (body[line + i] != delimiter[i]) {
                return Line.CONTENT;
            }
        }
        int at = line + delimiter.length;
        boolean last = at + 1 < body.length && body[at] == '-' && body[at + 1] == '-';
        for (int i = last ? at + 2 : at; i < body.length && body[i] != '\n'; i++) {
            if (body[i] != ' ' && body[i] != '\t' && body[i] != '\r') {
                return Line.CONTENT;
            }
        }
        return last ? Line.END_BOUNDARY : Line.PART_BOUNDARY;
    }

    private static int nextLine(byte[] body, int line) {
        int at = line;
        while (at < body.length && body[at] != '\n') {
            at++;
        }
        return at + 1;
    }

    private static int withoutLineEnd(byte[] body, int line) {
        return line >= 2 && body[line - 2] == '\r' ? line - 2 : line - 1;
    }
}
