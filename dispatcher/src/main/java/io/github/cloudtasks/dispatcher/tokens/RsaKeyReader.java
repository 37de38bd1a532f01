package io.github.cloudtasks.dispatcher.tokens;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.List;
import java.util.Locale;

/** Reads an RSA private key from a PEM file, or says why there is none in it. */
final class RsaKeyReader {
    private static final String RSA_ENCRYPTION = "2a864886f70d010101";

    private RsaKeyReader() {}

    /**
     * The first private key of the file.
     *
     * @throws IllegalArgumentException whose message says of the file what is wrong with it
     */
    static SigningKey read(String file) {
        List<Pem> blocks = Pem.blocks(file);
        for (Pem block : blocks) {
            if (block.label().endsWith("PRIVATE KEY")) {
                return read(block);
            }
        }
        throw new IllegalArgumentException(
                blocks.isEmpty()
                        ? "it is no PEM file"
                        : "it holds a " + blocks.getFirst().label().toLowerCase(Locale.ROOT));
    }

    private static SigningKey read(Pem block) {
        return switch (block.label()) {
            case "PRIVATE KEY" -> pkcs8(content(block));
            case "RSA PRIVATE KEY" -> pkcs8(wrapped(pkcs1(block)));
            case "ENCRYPTED PRIVATE KEY" -> throw encrypted();
            case "OPENSSH PRIVATE KEY" -> throw new IllegalArgumentException("its key is in the form of OpenSSH");
            default -> throw notRsa();
        };
    }

    private static byte[] pkcs1(Pem block) {
        // The older form has headers in the block, of which the first tells that the rest is encrypted.
        if (block.text().contains("ENCRYPTED")) {
            throw encrypted();
        }
        return content(block);
    }

    private static byte[] content(Pem block) {
        try {
            return block.content();
        } catch (IllegalArgumentException e) {
            throw damaged(e);
        }
    }

    /** PKCS#8 is PKCS#1 in an envelope that says that it is RSA. */
    private static byte[] wrapped(byte[] pkcs1) {
        byte[] algorithm = Der.sequence(Der.identifier(RSA_ENCRYPTION), Der.none());
        return Der.sequence(Der.integer(BigInteger.ZERO), algorithm, Der.octets(pkcs1));
    }

    private static SigningKey pkcs8(byte[] encoded) {
        RSAPrivateCrtKey key;
        try {
            PrivateKey read = KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(encoded));
            if (!(read instanceof RSAPrivateCrtKey rsa)) {
                throw new IllegalArgumentException("its key lacks the public exponent");
            }
            key = rsa;
            if (key.getModulus().bitLength() >= SigningKey.FEWEST_BITS) {
                return SigningKey.of(key);
            }
        } catch (GeneralSecurityException e) {
            throw isOfAnotherKind(encoded) ? notRsa() : damaged(e);
        }
        throw new IllegalArgumentException("its key has %d bits, and RS256 needs at least %d"
                .formatted(key.getModulus().bitLength(), SigningKey.FEWEST_BITS));
    }

    private static boolean isOfAnotherKind(byte[] encoded) {
        for (String algorithm : List.of("EC", "EdDSA", "XDH", "DSA", "RSASSA-PSS")) {
            try {
                KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
                return true;
            } catch (GeneralSecurityException e) {
                // Not of this kind.
            }
        }
        return false;
    }

    private static IllegalArgumentException encrypted() {
        return new IllegalArgumentException("its key is encrypted");
    }

    private static IllegalArgumentException notRsa() {
        return new IllegalArgumentException("its key is not an RSA key");
    }

    private static IllegalArgumentException damaged(Exception cause) {
        return new IllegalArgumentException("its key is damaged", cause);
    }
}
