package io.github.cloudtasks.server.search;

import io.github.cloudtasks.model.Bytes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A text to find among bytes. The search looks at each byte once (the algorithm of Knuth, Morris and Pratt), so that
 * repetitive bodies of a megabyte do not occupy a thread for seconds. Immutable.
 */
final class BytePattern {
    private final byte[] wanted;

    /** For each length of a matching start of the pattern, the length of the next shorter one that is its end too. */
    private final int[] shorter;

    /** Creates a pattern of a text in UTF-8. */
    BytePattern(String text) {
        wanted = text.getBytes(StandardCharsets.UTF_8);
        shorter = new int[wanted.length + 1];
        int matching = 0;
        for (int length = 1; length < wanted.length; length++) {
            matching = advance(matching, wanted[length]);
            shorter[length + 1] = matching;
        }
    }

    /** Returns whether bytes contain the pattern. */
    boolean isIn(Bytes bytes) {
        ByteBuffer text = bytes.asByteBuffer();
        int matching = 0;
        for (int i = 0; i < text.limit() && matching < wanted.length; i++) {
            matching = advance(matching, text.get(i));
        }
        return matching == wanted.length;
    }

    /** Returns the length of the start of the pattern that ends with the next byte. */
    private int advance(int before, byte next) {
        int matching = before;
        while (matching > 0 && wanted[matching] != next) {
            matching = shorter[matching];
        }
        return wanted[matching] == next ? matching + 1 : 0;
    }
}
