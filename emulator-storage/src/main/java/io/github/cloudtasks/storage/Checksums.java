package io.github.cloudtasks.storage;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/**
 * The checksums of rows. SQLite has none in its database file, so a damaged value would be read as if it were right.
 * Not thread-safe.
 */
final class Checksums {
    private final CRC32C crc = new CRC32C();

    /** Returns the checksum of a row with a number, a text and a value. */
    int of(long number, String text, byte[] value) {
        return of(number, text.getBytes(StandardCharsets.UTF_8), value);
    }

    /** Returns the same for a text in UTF-8. */
    int of(long number, byte[] text, byte[] value) {
        crc.reset();
        crc.update(bytes(number));
        crc.update(text);
        // Separates the text from the value.
        crc.update(0xff);
        crc.update(value);
        return (int) crc.getValue();
    }

    /** Returns the checksum of a row with two numbers and a text. */
    int of(long number, String text, long other) {
        return of(number, text, bytes(other));
    }

    private static byte[] bytes(long number) {
        byte[] bytes = new byte[Long.BYTES];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (number >>> (i * Byte.SIZE));
        }
        return bytes;
    }

    /** Returns the checksum of the row of a blocked task name. */
    int ofBlockedTask(long queue, String id, boolean idIsGenerated, long until) {
        return of(queue, idIsGenerated ? id + "/generated" : id, until);
    }
}
