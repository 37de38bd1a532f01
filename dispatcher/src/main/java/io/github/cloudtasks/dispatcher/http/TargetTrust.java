package io.github.cloudtasks.dispatcher.http;

import java.security.cert.X509Certificate;
import java.util.List;

/**
 * Which https targets are trusted.
 *
 * @param certificates those of authorities that are trusted like the JDK's, or of targets that are trusted themselves;
 *     what a target shows must still be for its name
 * @param trustAll whether any certificate will do, for any name
 */
public record TargetTrust(List<X509Certificate> certificates, boolean trustAll) {

    /** The authorities that the JDK trusts, and no others. */
    public static final TargetTrust JDK = new TargetTrust(List.of(), false);

    public TargetTrust {
        certificates = List.copyOf(certificates);
    }

    /**
     * The same trust, and that in all certificates of a PEM file; what else is in the file means nothing.
     *
     * @param pem the text of the file
     * @throws IllegalArgumentException if there is none in it, or one that cannot be read; the text says so
     */
    public TargetTrust withCertificates(String pem) {
        return new TargetTrust(PemCertificates.read(pem), trustAll);
    }

    /** The same trust, or that in everything. */
    public TargetTrust withTrustAll(boolean newTrustAll) {
        return new TargetTrust(certificates, newTrustAll);
    }
}
