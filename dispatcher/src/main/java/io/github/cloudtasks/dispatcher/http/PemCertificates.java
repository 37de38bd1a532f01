package io.github.cloudtasks.dispatcher.http;

import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the certificates of a PEM file (RFC 7468), whatever stands between them. */
public final class PemCertificates {
    private static final String BEGIN = "-----BEGIN CERTIFICATE-----";
    private static final Pattern CERTIFICATE = Pattern.compile(BEGIN + "([^-]*)-----END CERTIFICATE-----");

    private PemCertificates() {}

    /**
     * All certificates, in their order; at least one.
     *
     * @throws IllegalArgumentException that says what is wrong
     */
    public static List<X509Certificate> read(String pem) {
        List<X509Certificate> certificates = new ArrayList<>();
        Matcher block = CERTIFICATE.matcher(pem);
        for (int begin = pem.indexOf(BEGIN); begin >= 0; begin = pem.indexOf(BEGIN, block.end())) {
            int number = certificates.size() + 1;
            if (!block.find(begin) || block.start() != begin) {
                throw new IllegalArgumentException("certificate " + number + " in it has no end");
            }
            certificates.add(certificate(number, block.group(1)));
        }
        if (certificates.isEmpty()) {
            throw new IllegalArgumentException("there is no certificate in PEM in it");
        }
        return certificates;
    }

    private static X509Certificate certificate(int number, String base64) {
        try {
            byte[] encoded = Base64.getDecoder().decode(base64.replaceAll("\\s", ""));
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            return (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(encoded));
        } catch (IllegalArgumentException | CertificateException e) {
            throw new IllegalArgumentException("certificate " + number + " in it cannot be read", e);
        }
    }
}
