package io.github.cloudtasks.rest.json;

/**
 * A JSON text, or a part of it, that error messages quote.
 *
 * @param bytes the bytes in UTF-8; not copied
 * @param offset the number of bytes before the part
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record JsonText(byte[] bytes, long offset) {
    static JsonText of(byte[] whole) {
        return new JsonText(whole, 0);
    }
}
