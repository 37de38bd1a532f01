package io.github.cloudtasks.server.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.cloudtasks.server.settings.UsageException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.io.pem.PemObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Certificates and keys of users, in the formats of common tools. */
class CertificateFilesTest {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({
        "EC, SHA256withECDSA, BEGIN EC PRIVATE KEY",
        "RSA, SHA256withRSA, BEGIN RSA PRIVATE KEY",
        "EC, SHA256withECDSA, BEGIN PRIVATE KEY",
        "RSA, SHA256withRSA, BEGIN PRIVATE KEY",
        "Ed25519, Ed25519, BEGIN PRIVATE KEY"
    })
    void all_common_key_formats_are_accepted(String algorithm, String signature, String form) throws Exception {
        KeyPair pair = pair(algorithm);
        X509Certificate certificate = certificate(pair, signature);
        String key = form.equals("BEGIN PRIVATE KEY") ? pkcs8(pair.getPrivate()) : traditional(pair);
        assertThat(key).contains(form);

        TlsIdentity identity = CertificateFiles.read(write("cert.pem", pem(certificate)), write("key.pem", key));

        assertThat(identity.chain()).containsExactly(certificate);
        assertThat(identity.key().getAlgorithm()).isEqualTo(pair.getPrivate().getAlgorithm());
    }

    @Test
    void one_file_can_contain_chain_and_key() throws Exception {
        KeyPair pair = pair("EC");
        X509Certificate certificate = certificate(pair, "SHA256withECDSA");
        X509Certificate above = certificate(pair("EC"), "SHA256withECDSA");
        String parameters = "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n";
        Path file = write("all.pem", "A note.\n" + parameters + traditional(pair) + pem(certificate) + pem(above));

        TlsIdentity identity = CertificateFiles.read(file, file);

        assertThat(identity.chain()).containsExactly(certificate, above);
        assertThat(((ECPrivateKey) identity.key()).getS()).isEqualTo(((ECPrivateKey) pair.getPrivate()).getS());
    }

    @ParameterizedTest
    @CsvSource({
        "EC, SHA256withECDSA, EC",
        "RSA, SHA256withRSA, RSA",
        "EC, SHA256withECDSA, RSA",
        "RSA, SHA256withRSA, EC"
    })
    void key_of_another_certificate_is_rejected(String algorithm, String signature, String other) throws Exception {
        Path certificate = write("cert.pem", pem(certificate(pair(algorithm), signature)));
        Path key = write("key.pem", pkcs8(pair(other).getPrivate()));

        assertThatThrownBy(() -> CertificateFiles.read(certificate, key))
                .isInstanceOf(UsageException.class)
                .hasMessage("--tls-key: %s is not the key of the certificate in %s.".formatted(key, certificate));
    }

    @Test
    void missing_or_invalid_file_is_rejected() throws Exception {
        Path nowhere = directory.resolve("nowhere.pem");
        Path text = write("text.pem", "Hello.\n");
        Path good = write("cert.pem", pem(certificate(pair("EC"), "SHA256withECDSA")));
        Path broken = write("broken.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");

        assertRefused(nowhere, text, "--tls-cert: there is no file " + nowhere + ".");
        assertRefused(good, nowhere, "--tls-key: there is no file " + nowhere + ".");
        Path endless = Path.of("/dev/zero");
        assertRefused(endless, text, "--tls-cert: /dev/zero cannot be read: it is larger than 4 MiB.");
        assertRefused(good, endless, "--tls-key: /dev/zero cannot be read: it is larger than 4 MiB.");
        assertRefused(text, text, "--tls-cert: there is no certificate in PEM in " + text + ".");
        assertRefused(good, good, "--tls-key: there is no private key in PEM in " + good + ".");
        assertThatThrownBy(() -> CertificateFiles.read(broken, text))
                .isInstanceOf(UsageException.class)
                .hasMessageStartingWith("--tls-cert: " + broken + " cannot be read: ");
        assertThatThrownBy(() -> CertificateFiles.read(directory, text))
                .isInstanceOf(UsageException.class)
                .hasMessageStartingWith("--tls-cert: " + directory + " cannot be read: ");
    }

    @Test
    void encrypted_key_is_rejected() throws Exception {
        Path good = write("cert.pem", pem(certificate(pair("EC"), "SHA256withECDSA")));
        Path key = write("key.pem", pem(new PemObject("ENCRYPTED PRIVATE KEY", encrypted())));

        assertRefused(
                good,
                key,
                "--tls-key: the key in %s is encrypted: remove the password (openssl pkey -in %s)."
                        .formatted(key, key));
    }

    /** An EncryptedPrivateKeyInfo with arbitrary content. */
    private static byte[] encrypted() {
        return new byte[] {0x30, 0x0f, 0x30, 0x07, 6, 3, 0x2a, 3, 4, 5, 0, 4, 4, 1, 2, 3, 4};
    }

    private static void assertRefused(Path certificate, Path key, String sentence) {
        assertThatThrownBy(() -> CertificateFiles.read(certificate, key))
                .isInstanceOf(UsageException.class)
                .hasMessage(sentence);
    }

    private Path write(String name, String text) throws Exception {
        return Files.writeString(directory.resolve(name), text);
    }

    private static KeyPair pair(String algorithm) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
        switch (algorithm) {
            case "EC" -> generator.initialize(new ECGenParameterSpec("secp256r1"));
            case "RSA" -> generator.initialize(2048);
            default -> {}
        }
        return generator.generateKeyPair();
    }

    private static X509Certificate certificate(KeyPair pair, String signature) throws Exception {
        X500Principal name = new X500Principal("CN=test");
        Instant now = Instant.now();
        return new JcaX509CertificateConverter()
                .getCertificate(new JcaX509v3CertificateBuilder(
                                name,
                                BigInteger.ONE,
                                Date.from(now),
                                Date.from(now.plus(Duration.ofDays(1))),
                                name,
                                pair.getPublic())
                        .build(new JcaContentSignerBuilder(signature).build(pair.getPrivate())));
    }

    /** Returns PKCS#1 for RSA and SEC 1 for elliptic curves. */
    private static String traditional(KeyPair pair) throws Exception {
        if (!(pair.getPrivate() instanceof ECPrivateKey key)) {
            return pem(pair);
        }
        ASN1Encodable curve = SECObjectIdentifiers.secp256r1;
        byte[] encoded = new org.bouncycastle.asn1.sec.ECPrivateKey(256, key.getS(), curve).getEncoded();
        return pem(new PemObject("EC PRIVATE KEY", encoded));
    }

    private static String pkcs8(PrivateKey key) throws Exception {
        return pem(new PemObject("PRIVATE KEY", key.getEncoded()));
    }

    private static String pem(Object part) throws Exception {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter pem = new JcaPEMWriter(text)) {
            pem.writeObject(part);
        }
        return text.toString();
    }
}
