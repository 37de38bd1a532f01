package io.github.cloudtasks.server.tls;

import io.github.cloudtasks.dispatcher.pem.PemFile;
import io.netty.util.NetUtil;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.operator.OperatorException;

/**
 * A certificate authority that is created at start and signs the server's certificate.
 *
 * @param identity the server's certificate and its key
 * @param authority the CA certificate that clients have to trust
 */
record LocalCertificateAuthority(TlsIdentity identity, X509Certificate authority) {
    /** Some clients reject server certificates that are valid for more than 398 days. */
    static final Duration VALIDITY = Duration.ofDays(397);

    /**
     * Creates both certificates.
     *
     * @param names the host names and IP addresses of the server
     */
    static LocalCertificateAuthority make(Collection<String> names, Instant now) {
        try {
            CertificateIssuer issuer = CertificateIssuer.create("Cloud Tasks emulator CA");
            Instant end = now.plus(VALIDITY);
            KeyPair keys = CertificateIssuer.newKeys();
            X509Certificate leaf = issuer.server(keys.getPublic(), alternatives(names), now, end);
            return new LocalCertificateAuthority(
                    new TlsIdentity(keys.getPrivate(), List.of(leaf)),
                    issuer.signed(issuer.authority(issuer, 0, now, end)));
        } catch (GeneralSecurityException | IOException | OperatorException e) {
            throw new IllegalStateException("this JDK cannot make certificates", e);
        }
    }

    private static GeneralNames alternatives(Collection<String> names) {
        return new GeneralNames(
                names.stream().map(LocalCertificateAuthority::alternative).toArray(GeneralName[]::new));
    }

    private static GeneralName alternative(String name) {
        boolean address = NetUtil.isValidIpV4Address(name) || NetUtil.isValidIpV6Address(name);
        return new GeneralName(address ? GeneralName.iPAddress : GeneralName.dNSName, name);
    }

    /** Returns the CA certificate in PEM. */
    String authorityPem() throws GeneralSecurityException {
        return PemFile.format("CERTIFICATE", authority.getEncoded());
    }
}
