package io.github.cloudtasks.dispatcher.tokens;

import io.github.cloudtasks.dispatcher.pem.Der;
import java.math.BigInteger;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The self-signed X.509 certificate of a signing key, for verifiers that read keys in this form. It depends on nothing
 * but the key, so a key has the same certificate at every start. The parts that all certificates share are already
 * encoded.
 */
final class SigningCertificate {
    /** Version 3. */
    private static final String VERSION = "a003020102";

    /** SHA256withRSA. */
    private static final String ALGORITHM = "300d06092a864886f70d01010b0500";

    /** CN=Cloud Tasks emulator. */
    private static final String NAME = "301f311d301b06035504030c14" + "436c6f7564205461736b7320656d756c61746f72";

    /** From 2020-01-01 to the end of 2049, the last year that the short form of times can express. */
    private static final String VALIDITY = "301e" + "170d3230303130313030303030305a" + "170d3439313233313233353935395a";

    /** The critical extension {@code keyUsage} with {@code digitalSignature}. */
    private static final String EXTENSIONS = "a3123010300e0603551d0f0101ff040403020780";

    private SigningCertificate() {}

    /** Returns the certificate in DER. */
    static byte[] encode(SigningKey key) {
        RSAPublicKey publicKey = key.rsa();
        byte[] certificate = Der.element(
                Der.SEQUENCE,
                hex(VERSION),
                Der.element(Der.INTEGER, serialNumber(publicKey).toByteArray()),
                hex(ALGORITHM),
                hex(NAME),
                hex(VALIDITY),
                hex(NAME),
                publicKey.getEncoded(),
                hex(EXTENSIONS));
        return Der.element(
                Der.SEQUENCE,
                certificate,
                hex(ALGORITHM),
                Der.element(Der.BIT_STRING, new byte[1], key.sign(certificate)));
    }

    /** Returns a positive number of at most 20 bytes (RFC 5280) that depends on the key. */
    private static BigInteger serialNumber(RSAPublicKey key) {
        return new BigInteger(1, Arrays.copyOf(Encodings.sha256(key.getEncoded()), 16)).setBit(0);
    }

    private static byte[] hex(String encoded) {
        return HexFormat.of().parseHex(encoded);
    }
}
