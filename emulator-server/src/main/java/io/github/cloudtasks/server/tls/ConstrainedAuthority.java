package io.github.cloudtasks.server.tls;

import io.github.cloudtasks.dispatcher.pem.PemFile;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorException;

/**
 * A certificate authority that can sign certificates for a fixed set of host names only. Clients trust its root. The
 * root signs one intermediate certificate, and its key is then forgotten. Both certificates have the same critical name
 * constraints (RFC 5280, section 4.2.1.10): some clients, such as Java, ignore the constraints of a root, but all
 * observe those of an intermediate certificate. Immutable.
 *
 * @param issuer the name and key of the intermediate certificate
 * @param intermediate the certificate that servers send behind their own
 * @param root the certificate that clients have to trust
 */
record ConstrainedAuthority(CertificateIssuer issuer, X509Certificate intermediate, X509Certificate root) {
    private static final Duration VALIDITY = Duration.ofDays(730);

    /** An authority is replaced when it is not valid for this long. */
    private static final Duration LEAST_REMAINING = Duration.ofDays(30);

    private static final String CERTIFICATE = "CERTIFICATE";

    /**
     * Creates an authority.
     *
     * @param names the host names for which it can sign certificates, and those below
     */
    static ConstrainedAuthority create(Collection<String> names, Instant now) {
        try {
            CertificateIssuer rootIssuer = CertificateIssuer.create("Cloud Tasks emulator proxy CA");
            CertificateIssuer issuer = CertificateIssuer.create("Cloud Tasks emulator proxy");
            Instant end = now.plus(VALIDITY);
            NameConstraints constraints = constraints(names);
            X509v3CertificateBuilder root = rootIssuer
                    .authority(rootIssuer, 1, now, end)
                    .addExtension(Extension.nameConstraints, true, constraints);
            X509v3CertificateBuilder intermediate = rootIssuer
                    .authority(issuer, 0, now, end)
                    .addExtension(Extension.nameConstraints, true, constraints)
                    .addExtension(
                            Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
            return new ConstrainedAuthority(issuer, rootIssuer.signed(intermediate), rootIssuer.signed(root));
        } catch (GeneralSecurityException | IOException | OperatorException e) {
            throw new IllegalStateException("this JDK cannot make certificates", e);
        }
    }

    /** Permits the names, and excludes all IP addresses, which constraints on names do not concern. */
    private static NameConstraints constraints(Collection<String> names) {
        return new NameConstraints(
                names.stream()
                        .map(name -> new GeneralSubtree(new GeneralName(GeneralName.dNSName, name)))
                        .toArray(GeneralSubtree[]::new),
                new GeneralSubtree[] {allAddresses(4), allAddresses(16)});
    }

    /** Returns the network of all addresses of a length in bytes: an address and a mask of zeros. */
    private static GeneralSubtree allAddresses(int length) {
        return new GeneralSubtree(new GeneralName(GeneralName.iPAddress, new DEROctetString(new byte[2 * length])));
    }

    /**
     * Reads an authority in the form of {@link #toPem}.
     *
     * @throws IllegalArgumentException if the text is none; the message is a predicate about "it"
     */
    static ConstrainedAuthority parse(String text) {
        PemFile file = PemFile.parse(text);
        List<X509Certificate> certificates = file.certificates();
        PemFile.Block key = file.privateKey();
        if (certificates.size() != 2 || key == null || !key.label().equals("PRIVATE KEY")) {
            throw new IllegalArgumentException("it does not have one key and two certificates");
        }
        X509Certificate intermediate = certificates.getFirst();
        X509Certificate root = certificates.getLast();
        try {
            PrivateKey secret = KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(key.content()));
            intermediate.verify(root.getPublicKey());
            if (CertificateFiles.areOfOnePair(secret, intermediate.getPublicKey())) {
                KeyPair keys = new KeyPair(intermediate.getPublicKey(), secret);
                CertificateIssuer issuer = new CertificateIssuer(intermediate.getSubjectX500Principal(), keys);
                return new ConstrainedAuthority(issuer, intermediate, root);
            }
        } catch (GeneralSecurityException e) {
            // The sentence below is true of it.
        }
        throw new IllegalArgumentException("its key and its certificates do not belong together");
    }

    /** Returns the reason not to use this authority, as a predicate about "it"; empty if there is none. */
    String mistake(Collection<String> names, Instant now) throws IOException {
        Instant end = intermediate.getNotAfter().toInstant();
        if (now.isBefore(intermediate.getNotBefore().toInstant())) {
            return "it is not valid yet";
        }
        if (end.isBefore(now.plus(LEAST_REMAINING))) {
            return "it expires on " + end;
        }
        byte[] wanted = new DEROctetString(constraints(names)).getEncoded();
        boolean isSame = Arrays.equals(wanted, intermediate.getExtensionValue(Extension.nameConstraints.getId()));
        return isSame ? "" : "it is for other host names";
    }

    /** Returns a certificate for one host, with its chain. */
    TlsIdentity identity(KeyPair keys, String host, Instant now) {
        Instant longest = now.plus(LocalCertificateAuthority.VALIDITY);
        Instant last = intermediate.getNotAfter().toInstant();
        GeneralNames names = new GeneralNames(new GeneralName(GeneralName.dNSName, host));
        try {
            X509Certificate leaf = issuer.server(keys.getPublic(), names, now, longest.isBefore(last) ? longest : last);
            return new TlsIdentity(keys.getPrivate(), List.of(leaf, intermediate));
        } catch (GeneralSecurityException | IOException | OperatorException e) {
            throw new IllegalStateException("this JDK cannot make certificates", e);
        }
    }

    /** Returns the key, the intermediate certificate and the root in PEM. It is secret. */
    String toPem() {
        try {
            return PemFile.format("PRIVATE KEY", issuer.keys().getPrivate().getEncoded())
                    + PemFile.format(CERTIFICATE, intermediate.getEncoded())
                    + rootPem();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a certificate cannot be encoded", e);
        }
    }

    /** Returns the certificate that clients have to trust, in PEM. */
    String rootPem() {
        try {
            return PemFile.format(CERTIFICATE, root.getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a certificate cannot be encoded", e);
        }
    }

    /** Leaves out the key. */
    @Override
    public String toString() {
        return root.getSubjectX500Principal().getName();
    }
}
