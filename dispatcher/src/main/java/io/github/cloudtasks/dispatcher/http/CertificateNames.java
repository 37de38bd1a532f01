package io.github.cloudtasks.dispatcher.http;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** The DNS names for which a certificate is valid (RFC 9525): its subject alternative names, and no others. */
final class CertificateNames {
    /** The type of DNS names in {@link X509Certificate#getSubjectAlternativeNames}. */
    private static final int DNS_NAME = 2;

    private CertificateNames() {}

    /**
     * Returns whether a certificate is valid for a host.
     *
     * @param host a name in ASCII without a final dot
     */
    static boolean include(String host, X509Certificate certificate) {
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            return names != null
                    && names.stream()
                            .filter(name -> name.get(0).equals(DNS_NAME))
                            .anyMatch(name -> matches(host, String.valueOf(name.get(1))));
        } catch (CertificateParsingException e) {
            return false;
        }
    }

    /**
     * Returns whether a name of a certificate means a host.
     *
     * @param name may have {@code *} as its first label, which stands for exactly one label
     */
    static boolean matches(String host, String name) {
        String lowerHost = host.toLowerCase(Locale.ROOT);
        String lowerName = name.toLowerCase(Locale.ROOT);
        if (!lowerName.startsWith("*.")) {
            return lowerName.equals(lowerHost) && lowerName.indexOf('*') < 0;
        }
        String parent = lowerName.substring(1);
        int dot = lowerHost.indexOf('.');
        return dot > 0
                && parent.length() > 1
                && parent.indexOf('*') < 0
                && lowerHost.substring(dot).equals(parent);
    }
}
