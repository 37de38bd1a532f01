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
        crc.reset();
        for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
            crc.update((int) (number >>> shift) & 0xff);
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        crc.update(bytes);
        // Separates the text from the value.
        crc.update(0xff);
        crc.update(value);
        return (int) crc.getValue();
    }

    /** Returns the checksum of a row with two numbers and a text. */
    int of(long number, String text, long other) {
        byte[] bytes = new byte[Long.BYTES];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (other >>> (i * Byte.SIZE));
        }
        return of(number, text, bytes);
    }

    /** Returns the checksum of the row of a blocked task name. */
    int ofBlockedTask(long queue, String id, boolean idIsGenerated, long until) {
        return of(queue, idIsGenerated ? id + "/generated" : id, until);
    }
}
