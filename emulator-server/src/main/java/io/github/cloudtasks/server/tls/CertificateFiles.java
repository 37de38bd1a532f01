package io.github.cloudtasks.server.tls;

import io.github.cloudtasks.dispatcher.pem.Der;
import io.github.cloudtasks.dispatcher.pem.PemFile;
import io.github.cloudtasks.server.files.InputFile;
import io.github.cloudtasks.server.settings.UsageException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.List;

/** Reads a user's certificate and key, in the forms in which tools write them: PKCS#8, PKCS#1 (RSA) and SEC 1 (EC). */
final class CertificateFiles {

    /** Ten times the size of a bundle of all public certificate authorities. */
    private static final int MAX_BYTES = 4 << 20;

    private CertificateFiles() {}

    /**
     * Reads both files; they may be the same.
     *
     * @throws UsageException if they are not what they should be
     */
    static TlsIdentity read(Path certificate, Path key) {
        List<X509Certificate> chain = chain(certificate);
        PublicKey certified = chain.getFirst().getPublicKey();
        byte[] encoded = key(key, certified);
        try {
            PrivateKey secret =
                    KeyFactory.getInstance(certified.getAlgorithm()).generatePrivate(new PKCS8EncodedKeySpec(encoded));
            if (areOfOnePair(secret, certified)) {
                return new TlsIdentity(secret, chain);
            }
        } catch (GeneralSecurityException e) {
            // A key of another kind: the sentence below is true of it.
        }
        throw new UsageException("--tls-key: %s is not the key of the certificate in %s.".formatted(key, certificate));
    }

    private static List<X509Certificate> chain(Path path) {
        PemFile file = pem("--tls-cert", path);
        if (!file.hasCertificates()) {
            throw new UsageException("--tls-cert: there is no certificate in PEM in " + path + ".");
        }
        try {
            return file.certificates();
        } catch (IllegalArgumentException e) {
            throw new UsageException("--tls-cert: %s cannot be read: %s.".formatted(path, e.getMessage()));
        }
    }

    /** Returns the first private key in the form of PKCS#8. */
    private static byte[] key(Path path, PublicKey certified) {
        PemFile.Block key = pem("--tls-key", path).privateKey();
        if (key == null) {
            throw new UsageException("--tls-key: there is no private key in PEM in " + path + ".");
        }
        if (key.isEncrypted()) {
            throw new UsageException("--tls-key: the key in %s is encrypted: remove the password (openssl pkey -in %s)."
                    .formatted(path, path));
        }
        try {
            return key.pkcs8(Der.algorithm(certified));
        } catch (IllegalArgumentException e) {
            throw new UsageException("--tls-key: the key in %s cannot be read: %s.".formatted(path, e.getMessage()));
        }
    }

    private static PemFile pem(String flag, Path path) {
        try {
            return PemFile.parse(new String(InputFile.read(path, MAX_BYTES), StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            if (e.getCause() instanceof NoSuchFileException) {
                throw new UsageException(flag + ": there is no file " + path + ".");
            }
            throw new UsageException("%s: %s cannot be read: %s.".formatted(flag, path, e.getMessage()));
        }
    }

    /** Returns whether a signature with the private key is one of the public key. */
    static boolean areOfOnePair(PrivateKey secret, PublicKey certified) throws GeneralSecurityException {
        String algorithm = switch (secret.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> secret.getAlgorithm();
        };
        byte[] probe = {1};
        Signature signature = Signature.getInstance(algorithm);
        signature.initSign(secret);
        signature.update(probe);
        byte[] signed = signature.sign();
        signature.initVerify(certified);
        signature.update(probe);
        return signature.verify(signed);
    }
}
