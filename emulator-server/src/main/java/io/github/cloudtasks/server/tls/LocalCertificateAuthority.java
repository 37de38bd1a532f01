package io.github.cloudtasks.server.tls;

import io.github.cloudtasks.dispatcher.pem.PemFile;
import io.netty.util.NetUtil;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
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
 * A certificate authority that is created at start and signs the server's certificate. Both certificates have the
 * extensions that strict clients expect (RFC 5280): constraints, key usages, alternative names and key identifiers,
 * which distinguish the authorities of two runs.
 *
 * @param identity the server's certificate and its key
 * @param authority the CA certificate that clients have to trust
 */
record LocalCertificateAuthority(TlsIdentity identity, X509Certificate authority) {
    /** Some clients reject server certificates that are valid for more than 398 days. */
    private static final Duration VALIDITY = Duration.ofDays(397);

    /** For clients whose clock is behind, mostly in containers. */
    private static final Duration BACKDATED = Duration.ofDays(1);

    private static final SecureRandom RANDOM = new SecureRandom();

    /**
     * Creates both certificates with keys on the curve P-256, which every TLS library supports.
     *
     * @param names the host names and IP addresses of the server
     */
    static LocalCertificateAuthority make(Collection<String> names, Instant now) {
        try {
            KeyPair authorityKey = keyPair();
            String name = "CN=Cloud Tasks emulator CA " + HexFormat.of().toHexDigits(RANDOM.nextInt());
            X500Principal authorityName = new X500Principal(name);
            X509v3CertificateBuilder root = certificate(authorityName, authorityKey, authorityName, authorityKey, now);
            root.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
            root.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));

            KeyPair key = keyPair();
            X500Principal us = new X500Principal("CN=Cloud Tasks emulator");
            X509v3CertificateBuilder leaf = certificate(authorityName, authorityKey, us, key, now);
            leaf.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
            leaf.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
            leaf.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
            leaf.addExtension(Extension.subjectAlternativeName, false, alternatives(names));
            TlsIdentity identity = new TlsIdentity(key.getPrivate(), List.of(signed(leaf, authorityKey)));
            return new LocalCertificateAuthority(identity, signed(root, authorityKey));
        } catch (GeneralSecurityException | IOException | OperatorException e) {
            throw new IllegalStateException("this JDK cannot make certificates", e);
        }
    }

    private static KeyPair keyPair() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"), RANDOM);
        return generator.generateKeyPair();
    }

    /** Starts a certificate with the fields that both have. The serial number is positive and has 159 random bits. */
    private static X509v3CertificateBuilder certificate(
            X500Principal issuer, KeyPair issuerKey, X500Principal subject, KeyPair subjectKey, Instant now)
            throws GeneralSecurityException, IOException {
        JcaX509ExtensionUtils identifiers = new JcaX509ExtensionUtils();
        return new JcaX509v3CertificateBuilder(
                        issuer,
                        new BigInteger(159, RANDOM).add(BigInteger.ONE),
                        Date.from(now.minus(BACKDATED)),
                        Date.from(now.plus(VALIDITY)),
                        subject,
                        subjectKey.getPublic())
                .addExtension(
                        Extension.subjectKeyIdentifier,
                        false,
                        identifiers.createSubjectKeyIdentifier(subjectKey.getPublic()))
                .addExtension(
                        Extension.authorityKeyIdentifier,
                        false,
                        identifiers.createAuthorityKeyIdentifier(issuerKey.getPublic()));
    }

    private static GeneralNames alternatives(Collection<String> names) {
        return new GeneralNames(
                names.stream().map(LocalCertificateAuthority::alternative).toArray(GeneralName[]::new));
    }

    private static GeneralName alternative(String name) {
        boolean address = NetUtil.isValidIpV4Address(name) || NetUtil.isValidIpV6Address(name);
        return new GeneralName(address ? GeneralName.iPAddress : GeneralName.dNSName, name);
    }

    private static X509Certificate signed(X509v3CertificateBuilder certificate, KeyPair by)
            throws GeneralSecurityException, OperatorException {
        return new JcaX509CertificateConverter()
                .getCertificate(
                        certificate.build(new JcaContentSignerBuilder("SHA256withECDSA").build(by.getPrivate())));
    }

    /** Returns the CA certificate in PEM. */
    String authorityPem() throws GeneralSecurityException {
        return PemFile.format("CERTIFICATE", authority.getEncoded());
    }
}
