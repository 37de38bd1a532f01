package io.github.cloudtasks.dispatcher.tokens;

import java.math.BigInteger;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;

/**
 * The X.509 certificate of a signing key, for verifiers that want their keys in that form. Nothing in it comes from a
 * clock or from chance, so a key has the same certificate on every start.
 */
final class SigningCertificate {
    private static final String COMMON_NAME = "550403";
    private static final String SHA256_WITH_RSA = "2a864886f70d01010b";
    private static final String NAME = "Cloud Tasks emulator";
    private static final BigInteger VERSION_3 = BigInteger.TWO;

    /** Longer than anybody looks: to the end of the shorter form of times. */
    private static final String NOT_BEFORE = "200101000000Z";

    private static final String NOT_AFTER = "491231235959Z";

    /** {@code keyUsage}, critical: digital signatures. Also what makes it a certificate of version 3. */
    private static final String KEY_USAGE = "551d0f";

    private static final byte[] TRUE = {1, 1, (byte) 0xff};
    private static final byte[] DIGITAL_SIGNATURE = {3, 2, 7, (byte) 0x80};

    private SigningCertificate() {}

    /** The certificate in DER. */
    static byte[] certificate(SigningKey key) {
        RSAPublicKey publicKey = key.rsa();
        byte[] algorithm = Der.sequence(Der.identifier(SHA256_WITH_RSA), Der.none());
        byte[] name = Der.sequence(Der.set(Der.sequence(Der.identifier(COMMON_NAME), Der.text(NAME))));
        byte[] validity = Der.sequence(Der.time(NOT_BEFORE), Der.time(NOT_AFTER));
        byte[] usage = Der.sequence(Der.identifier(KEY_USAGE), TRUE, Der.octets(DIGITAL_SIGNATURE));
        byte[] content = Der.sequence(
                Der.tagged(0, Der.integer(VERSION_3)),
                Der.integer(serialNumber(publicKey)),
                algorithm,
                name,
                validity,
                name,
                publicKey.getEncoded(),
                Der.tagged(3, Der.sequence(usage)));
        return Der.sequence(content, algorithm, Der.bits(key.sign(content)));
    }

    /** Up to 20 bytes and above zero, as RFC 5280 has it; other keys, other numbers. */
    private static BigInteger serialNumber(RSAPublicKey key) {
        return new BigInteger(1, Arrays.copyOf(Sha256.of(key.getEncoded()), 16)).setBit(0);
    }
}
