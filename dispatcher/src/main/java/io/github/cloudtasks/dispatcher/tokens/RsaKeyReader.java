package io.github.cloudtasks.dispatcher.tokens;

import io.github.cloudtasks.dispatcher.pem.PemFile;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/** Reads the RSA private key of a PEM file. Error messages state what the file has instead. */
final class RsaKeyReader {
    /** The DER-encoded {@code AlgorithmIdentifier} of RSA keys. */
    private static final byte[] RSA = HexFormat.of().parseHex("300d06092a864886f70d0101010500");

    private RsaKeyReader() {}

    /**
     * Returns the first private key of the file.
     *
     * @throws IllegalArgumentException if there is none that can sign with RS256
     */
    static SigningKey read(String text) {
        PemFile file = PemFile.parse(text);
        PemFile.Block block = file.privateKey();
        if (block == null) {
            throw new IllegalArgumentException(missing(file));
        }
        if (block.isEncrypted()) {
            throw new IllegalArgumentException("its key is encrypted");
        }
        return switch (block.label()) {
            case "PRIVATE KEY", "RSA PRIVATE KEY" -> read(block);
            case "OPENSSH PRIVATE KEY" -> throw new IllegalArgumentException("its key is in the form of OpenSSH");
            default -> throw notRsa();
        };
    }

    private static String missing(PemFile file) {
        for (PemFile.Block block : file.blocks()) {
            if (block.text() != null) {
                return "it holds a " + block.label().toLowerCase(Locale.ROOT);
            }
        }
        return "it is no PEM file";
    }

    private static SigningKey read(PemFile.Block block) {
        byte[] pkcs8;
        try {
            pkcs8 = block.pkcs8(RSA);
        } catch (IllegalArgumentException e) {
            throw damaged(e);
        }
        try {
            PrivateKey key = KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
            return SigningKey.of(checked(key));
        } catch (GeneralSecurityException e) {
            throw isOfAnotherKind(pkcs8) ? notRsa() : damaged(e);
        }
    }

    private static RSAPrivateCrtKey checked(PrivateKey key) {
        if (!(key instanceof RSAPrivateCrtKey rsa)) {
            throw new IllegalArgumentException("its key lacks the public exponent");
        }
        int bits = rsa.getModulus().bitLength();
        if (bits < SigningKey.MIN_BITS) {
            throw new IllegalArgumentException(
                    "its key has %d bits, and RS256 needs at least %d".formatted(bits, SigningKey.MIN_BITS));
        }
        return rsa;
    }

    private static boolean isOfAnotherKind(byte[] pkcs8) {
        for (String algorithm : List.of("EC", "EdDSA", "XDH", "DSA", "RSASSA-PSS")) {
            try {
                KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
                return true;
            } catch (GeneralSecurityException e) {
                // The key is not of this kind.
            }
        }
        return false;
    }

    private static IllegalArgumentException notRsa() {
        return new IllegalArgumentException("its key is not an RSA key");
    }

    private static IllegalArgumentException damaged(Exception cause) {
        return new IllegalArgumentException("its key is damaged", cause);
    }
}
