package io.github.cloudtasks.server.tls;

import io.github.cloudtasks.server.settings.UsageException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;

/** Reads a user's certificate and key, in the forms in which tools write them: PKCS#8, PKCS#1 (RSA) and SEC 1 (EC). */
final class CertificateFiles {

    private CertificateFiles() {}

    /**
     * Reads both files; they may be the same.
     *
     * @throws UsageException if they are not what they should be
     */
    static TlsIdentity read(Path certificate, Path key) {
        List<X509Certificate> chain = chain(certificate);
        PublicKey certified = chain.getFirst().getPublicKey();
        byte[] encoded = key(key);
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

    private static List<X509Certificate> chain(Path file) {
        List<X509Certificate> chain = new ArrayList<>();
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            for (Object part : parts("--tls-cert", file)) {
                if (part instanceof X509CertificateHolder holder) {
                    chain.add((X509Certificate)
                            factory.generateCertificate(new ByteArrayInputStream(holder.getEncoded())));
                }
            }
        } catch (GeneralSecurityException | IOException e) {
            throw new UsageException(
                    "--tls-cert: a certificate in %s cannot be read: %s.".formatted(file, e.getMessage()));
        }
        if (chain.isEmpty()) {
            throw new UsageException("--tls-cert: there is no certificate in PEM in " + file + ".");
        }
        return chain;
    }

    /** The first key, in PKCS#8. */
    private static byte[] key(Path file) {
        for (Object part : parts("--tls-key", file)) {
            try {
                switch (part) {
                    case PrivateKeyInfo key -> {
                        return key.getEncoded();
                    }
                    case PEMKeyPair pair -> {
                        return pair.getPrivateKeyInfo().getEncoded();
                    }
                    case PEMEncryptedKeyPair pair -> throw encrypted(file);
                    case PKCS8EncryptedPrivateKeyInfo key -> throw encrypted(file);
                    default -> {}
                }
            } catch (IOException e) {
                throw new UsageException(
                        "--tls-key: the key in %s cannot be read: %s.".formatted(file, e.getMessage()));
            }
        }
        throw new UsageException("--tls-key: there is no private key in PEM in " + file + ".");
    }

    private static UsageException encrypted(Path file) {
        return new UsageException(
                "--tls-key: the key in %s is encrypted, take the password off first (openssl pkey -in %s)."
                        .formatted(file, file));
    }

    /** What a PEM file consists of, in its order. */
    private static List<Object> parts(String flag, Path file) {
        List<Object> parts = new ArrayList<>();
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1);
                PEMParser pem = new PEMParser(reader)) {
            for (Object part = pem.readObject(); part != null; part = pem.readObject()) {
                parts.add(part);
            }
            return parts;
        } catch (NoSuchFileException e) {
            throw new UsageException(flag + ": there is no file " + file + ".");
        } catch (AccessDeniedException e) {
            throw new UsageException(flag + ": " + file + " may not be read.");
        } catch (IOException e) {
            throw new UsageException("%s: %s cannot be read: %s.".formatted(flag, file, e.getMessage()));
        }
    }

    private static boolean areOfOnePair(PrivateKey secret, PublicKey certified) throws GeneralSecurityException {
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
