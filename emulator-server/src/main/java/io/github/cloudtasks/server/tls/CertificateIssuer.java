package io.github.cloudtasks.server.tls;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HexFormat;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * A name and a key that sign certificates. The certificates have the extensions that strict clients expect (RFC 5280):
 * constraints, key usages, alternative names and key identifiers, which distinguish the authorities of two runs. Keys
 * are on the curve P-256, which every TLS library supports. Thread-safe.
 */
record CertificateIssuer(X500Principal name, KeyPair keys) {
    /** For clients whose clock is behind, mostly in containers. */
    private static final Duration BACKDATED = Duration.ofDays(1);

    private static final X500Principal SERVER = new X500Principal("CN=Cloud Tasks emulator");

    private static final SecureRandom RANDOM = new SecureRandom();

    /** Returns an issuer with a new key. The name has a random suffix. */
    static CertificateIssuer create(String commonName) throws GeneralSecurityException {
        String suffix = HexFormat.of().toHexDigits(RANDOM.nextInt());
        return new CertificateIssuer(new X500Principal("CN=" + commonName + " " + suffix), newKeys());
    }

    static KeyPair newKeys() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"), RANDOM);
        return generator.generateKeyPair();
    }

    /** Returns the beginning of the certificate of an authority, which this issuer will sign. */
    X509v3CertificateBuilder authority(CertificateIssuer subject, int pathLength, Instant now, Instant end)
            throws GeneralSecurityException, IOException {
        return certificate(subject.name, subject.keys.getPublic(), now, end)
                .addExtension(Extension.basicConstraints, true, new BasicConstraints(pathLength))
                .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
    }

    /** Returns the signed certificate of a server with these names. */
    X509Certificate server(PublicKey key, GeneralNames names, Instant now, Instant end)
            throws GeneralSecurityException, IOException, OperatorException {
        return signed(certificate(SERVER, key, now, end)
                .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
                .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
                .addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth))
                .addExtension(Extension.subjectAlternativeName, false, names));
    }

    /** Starts a certificate with the fields that all have. The serial number is positive and has 159 random bits. */
    private X509v3CertificateBuilder certificate(X500Principal subject, PublicKey subjectKey, Instant now, Instant end)
            throws GeneralSecurityException, IOException {
        JcaX509ExtensionUtils identifiers = new JcaX509ExtensionUtils();
        return new JcaX509v3CertificateBuilder(
                        name,
                        new BigInteger(159, RANDOM).add(BigInteger.ONE),
                        Date.from(now.minus(BACKDATED)),
                        Date.from(end),
                        subject,
                        subjectKey)
                .addExtension(Extension.subjectKeyIdentifier, false, identifiers.createSubjectKeyIdentifier(subjectKey))
                .addExtension(
                        Extension.authorityKeyIdentifier,
                        false,
                        identifiers.createAuthorityKeyIdentifier(keys.getPublic()));
    }

    /** Returns a certificate with the signature of this issuer. */
    X509Certificate signed(X509v3CertificateBuilder certificate) throws GeneralSecurityException, OperatorException {
        return new JcaX509CertificateConverter()
                .getCertificate(
                        certificate.build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate())));
    }
}
