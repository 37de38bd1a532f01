package io.github.cloudtasks.rest.batch;

import io.github.cloudtasks.rest.batch.Multipart.Part;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One request of a batch. The body stays in the body of the batch until the request is processed.
 *
 * @param contentId the Content-ID of the part; null if it has none
 * @param target the request target: a path, also without its first slash, or a URL
 * @param isOtherVersion whether it names another version of HTTP than 1.0 and 1.1
 * @param headers its own headers
 * @param from the index of the first byte of its body
 * @param to the index after the last byte of its body
 */
record BatchItem(
        @Nullable String contentId,
        String method,
        String target,
        boolean isOtherVersion,
        HttpHeaders headers,
        int from,
        int to) {
    private static final String APPLICATION_HTTP = "application/http";
    private static final Pattern METHOD = Pattern.compile("[A-Za-z]{1,20}");
    private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");
    private static final Pattern BATCH = Pattern.compile("/batch([/?].*)?");
    private static final Pattern VERSION = Pattern.compile("HTTP/\\d{1,4}\\.\\d{1,4}");
    private static final Set<String> SUPPORTED_VERSIONS = Set.of("HTTP/1.0", "HTTP/1.1");

    /**
     * Reads a part. The request line may lack the version: Google's documentation shows that, and the .NET client sends
     * it.
     *
     * @throws MalformedBatchException if the part is not an HTTP request
     */
    static BatchItem read(byte[] body, Part part) throws MalformedBatchException {
        Lines lines = new Lines(body, part.from(), part.to());
        HttpHeaders partHeaders = lines.headers();
        String type = partHeaders.get(HttpHeaderNames.CONTENT_TYPE, "").toLowerCase(Locale.ROOT);
        if (!type.equals(APPLICATION_HTTP)
                && !type.startsWith(APPLICATION_HTTP + ";")
                && !type.startsWith(APPLICATION_HTTP + " ")) {
            throw new MalformedBatchException("a part has another Content-Type than application/http");
        }
        String line = lines.next();
        while (line != null && line.isBlank()) {
            line = lines.next();
        }
        String[] words = line == null ? new String[0] : line.strip().split(" +", -1);
        boolean hasVersion = words.length == 3 && VERSION.matcher(words[2]).matches();
        if (!(words.length == 2 || hasVersion) || !METHOD.matcher(words[0]).matches()) {
            throw new MalformedBatchException("a part has no request line such as GET /v2/…");
        }
        HttpHeaders headers = lines.headers();
        int from = lines.position();
        return new BatchItem(
                partHeaders.get("Content-ID"),
                words[0],
                target(words[1]),
                hasVersion && !SUPPORTED_VERSIONS.contains(words[2]),
                headers,
                from,
                bodyEnd(body, from, part.to(), headers));
    }

    private static String target(String target) throws MalformedBatchException {
        int scheme = target.indexOf("://");
        int slash = scheme < 0 ? 0 : target.indexOf('/', scheme + 3);
        String local = slash < 0 ? "/" : target.substring(slash);
        String path = local.startsWith("/") ? local : "/" + local;
        if (BATCH.matcher(path).matches()) {
            throw new MalformedBatchException("a part is a batch itself");
        }
        return path;
    }

    /** Returns the end of the body: by its Content-Length, or the end of the part. */
    private static int bodyEnd(byte[] body, int from, int to, HttpHeaders headers) throws MalformedBatchException {
        if (headers.contains(HttpHeaderNames.TRANSFER_ENCODING)) {
            throw new MalformedBatchException("a part has a Transfer-Encoding");
        }
        List<String> lengths = headers.getAll(HttpHeaderNames.CONTENT_LENGTH);
        if (lengths.isEmpty()) {
            return isBlank(body, from, to) ? from : to;
        }
        String length = lengths.get(0);
        boolean valid = lengths.stream().allMatch(length::equals)
                && NUMBER.matcher(length).matches()
                && Integer.parseInt(length) <= to - from;
        if (!valid) {
            throw new MalformedBatchException("a part has a wrong Content-Length");
        }
        // Some clients end a part with empty lines, and some count characters instead of bytes.
        int end = from + Integer.parseInt(length);
        return isBlank(body, end, to) ? end : to;
    }

    private static boolean isBlank(byte[] body, int from, int to) {
        for (int i = from; i < to; i++) {
            if (body[i] != '\r' && body[i] != '\n') {
                return false;
            }
        }
        return true;
    }

    /** Returns the Content-ID of the response; null if the part has none. */
    @Nullable
    String responseId() {
        if (contentId == null) {
            return null;
        }
        return contentId.startsWith("<") ? "<response-" + contentId.substring(1) : "response-" + contentId;
    }
}
