package io.github.cloudtasks.dispatcher.tokens;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Writes what a certificate is made of (ASN.1 DER, X.690): each method makes one element. */
final class Der {
    private static final int INTEGER = 0x02;
    private static final int BIT_STRING = 0x03;
    private static final int OCTET_STRING = 0x04;
    private static final int NULL = 0x05;
    private static final int OBJECT_IDENTIFIER = 0x06;
    private static final int UTF8_STRING = 0x0c;
    private static final int UTC_TIME = 0x17;
    private static final int SEQUENCE = 0x30;
    private static final int SET = 0x31;
    private static final int CONTEXT = 0xa0;

    private Der() {}

    static byte[] sequence(byte[]... elements) {
        return element(SEQUENCE, join(elements));
    }

    static byte[] set(byte[]... elements) {
        return element(SET, join(elements));
    }

    /** An element that its place in the sequence explains: {@code [number] EXPLICIT}. */
    static byte[] tagged(int number, byte[] element) {
        return element(CONTEXT | number, element);
    }

    static byte[] integer(BigInteger value) {
        return element(INTEGER, value.toByteArray());
    }

    /** Whole bytes, the first bit first. */
    static byte[] bits(byte[] bytes) {
        return element(BIT_STRING, join(new byte[] {0}, bytes));
    }

    static byte[] octets(byte[] bytes) {
        return element(OCTET_STRING, bytes);
    }

    static byte[] none() {
        return element(NULL, new byte[0]);
    }

    /** An object identifier whose content is already encoded. */
    static byte[] identifier(String hex) {
        return element(OBJECT_IDENTIFIER, HexFormat.of().parseHex(hex));
    }

    static byte[] text(String text) {
        return element(UTF8_STRING, text.getBytes(StandardCharsets.UTF_8));
    }

    /** A time as {@code yyMMddHHmmssZ}; 50 to 99 are of the last century. */
    static byte[] time(String utc) {
        return element(UTC_TIME, utc.getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] element(int tag, byte[] content) {
        return join(new byte[] {(byte) tag}, length(content.length), content);
    }

    /** One byte up to 127; above that the number of bytes that follow, and these. */
    private static byte[] length(int length) {
        if (length < 0x80) {
            return new byte[] {(byte) length};
        }
        byte[] bytes = BigInteger.valueOf(length).toByteArray();
        int start = bytes[0] == 0 ? 1 : 0;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(0x80 | (bytes.length - start));
        out.write(bytes, start, bytes.length - start);
        return out.toByteArray();
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
