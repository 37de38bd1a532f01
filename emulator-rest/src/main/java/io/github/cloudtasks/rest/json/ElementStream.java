package io.github.cloudtasks.rest.json;

import io.github.cloudtasks.rest.errors.RequestErrors;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A JSON text of any size that is read from a stream. Checks that it is UTF-8, keeps the latest bytes for error
 * messages, and limits the size of a single element, which the parser keeps in memory.
 */
final class ElementStream extends InputStream {
    /** Two buffers of the parser. */
    private static final int WINDOW = 16 << 10;

    private final InputStream in;
    private final int maxElement;
    private final byte[] window = new byte[WINDOW];
    private final CharsetDecoder utf8 = StandardCharsets.UTF_8.newDecoder();
    /** Bytes that have not been decoded, because they may be the start of a character. */
    private final ByteBuffer undecoded = ByteBuffer.allocate(WINDOW + Integer.BYTES);

    private final CharBuffer decoded = CharBuffer.allocate(WINDOW + Integer.BYTES);
    private int kept;
    private long total;
    private long elementStart;
    /** The length of the white space at the end of what has been read. */
    private long blanks;

    /**
     * Creates a stream.
     *
     * @param maxElement how much may be read between two calls of {@link #elementEnded}, in bytes
     */
    ElementStream(InputStream in, int maxElement) {
        this.in = in;
        this.maxElement = maxElement;
    }

    /** Notes that an element has been read. */
    void elementEnded() {
        elementStart = total;
    }

    /** Returns the latest part of the text. */
    JsonText latest() {
        return new JsonText(Arrays.copyOf(window, kept), total - kept);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        int count = in.read(into, offset, Math.min(length, WINDOW));
        checkUtf8(into, offset, count);
        if (count > 0) {
            keep(into, offset, count);
            total += count;
            countBlanks(into, offset, count);
            if (total - elementStart > maxElement) {
                // The parser reads ahead, so white space after an element seems to begin within it.
                throw blanks >= maxElement - WINDOW
                        ? RequestErrors.tooMuchWhiteSpace(maxElement)
                        : RequestErrors.elementTooLarge(maxElement);
            }
        }
        return count;
    }

    private void countBlanks(byte[] from, int offset, int count) {
        int start = offset + count;
        while (start > offset && isBlank(from[start - 1])) {
            start--;
        }
        int atEnd = offset + count - start;
        blanks = atEnd == count ? blanks + count : atEnd;
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || b == '\n' || b == '\r' || b == '\t';
    }

    /**
     * Checks the encoding, because the parser accepts some invalid sequences.
     *
     * @param count negative at the end of the text
     */
    private void checkUtf8(byte[] from, int offset, int count) {
        if (count > 0) {
            undecoded.put(from, offset, count);
        }
        undecoded.flip();
        boolean invalid = utf8.decode(undecoded, decoded.clear(), count < 0).isError();
        undecoded.compact();
        if (invalid) {
            throw JsonSyntaxErrors.notUtf8();
        }
    }

    private void keep(byte[] from, int offset, int count) {
        int dropped = Math.max(0, kept + count - WINDOW);
        System.arraycopy(window, dropped, window, 0, kept - dropped);
        System.arraycopy(from, offset, window, kept - dropped, count);
        kept += count - dropped;
    }
}
