package io.github.cloudtasks.dispatcher.pem;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.security.PublicKey;
import java.util.Arrays;

/**
 * ASN.1 DER (X.690), as far as key files and the certificate of a signing key need it. Bouncy Castle, which could do
 * the same, is not in the embedded jar.
 */
public final class Der {
    /** The tag of an INTEGER. */
    public static final int INTEGER = 0x02;

    /** The tag of a BIT STRING. */
    public static final int BIT_STRING = 0x03;

    /** The tag of a SEQUENCE. */
    public static final int SEQUENCE = 0x30;

    static final int OCTET_STRING = 0x04;
    static final byte[] ZERO = element(INTEGER, new byte[1]);

    private Der() {}

    /** Returns an element with these contents, one after the other. */
    public static byte[] element(int tag, byte[]... contents) {
        int size = Arrays.stream(contents).mapToInt(part -> part.length).sum();
        ByteArrayOutputStream element = new ByteArrayOutputStream(size + 6);
        element.write(tag);
        if (size < 0x80) {
            element.write(size);
        } else {
            byte[] length = BigInteger.valueOf(size).toByteArray();
            int start = length[0] == 0 ? 1 : 0;
            element.write(0x80 | (length.length - start));
            element.write(length, start, length.length - start);
        }
        for (byte[] part : contents) {
            element.writeBytes(part);
        }
        return element.toByteArray();
    }

    /** Returns the {@code AlgorithmIdentifier} of a key: the first element of its {@code SubjectPublicKeyInfo}. */
    public static byte[] algorithm(PublicKey key) {
        byte[] info = key.getEncoded();
        int start = contentStart(info, 0);
        int content = contentStart(info, start);
        int length = info[start + 1] & 0xff; // An AlgorithmIdentifier has fewer than 128 bytes.
        return Arrays.copyOfRange(info, start, content + length);
    }

    private static int contentStart(byte[] der, int element) {
        int length = der[element + 1] & 0xff;
        return element + 2 + (length < 0x80 ? 0 : length & 0x7f);
    }
}
