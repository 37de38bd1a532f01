package io.github.cloudtasks.dispatcher.http;

import io.github.cloudtasks.dispatcher.pem.PemFile;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/**
 * The HTTPS servers that are trusted. Immutable.
 *
 * @param certificates certificates that are trusted in addition to those of the JDK: of certificate authorities, or
 *     self-signed ones of servers. The certificate of a server must be valid for its host name in either case.
 * @param trustAll whether any certificate is accepted, for any host name
 */
public record TargetTrust(List<X509Certificate> certificates, boolean trustAll) {

    /** Trust in the certificate authorities of the JDK, and in no others. */
    public static final TargetTrust JDK = new TargetTrust(List.of(), false);

    public TargetTrust {
        certificates = List.copyOf(certificates);
    }

    /**
     * Returns the same trust with the certificates of a PEM file in place of {@link #certificates}. Other parts of the
     * file are ignored.
     *
     * @param pem the content of the file
     * @throws IllegalArgumentException if the file has no certificate, or an unreadable one; the message states which
     */
    public TargetTrust withCertificates(String pem) {
        return new TargetTrust(PemFile.parse(pem).certificates(), trustAll);
    }

    /** Returns the same trust with another {@link #trustAll}. */
    public TargetTrust withTrustAll(boolean newTrustAll) {
        return new TargetTrust(certificates, newTrustAll);
    }

    /** Creates a TLS context for a client. Reads the trust store of the JDK, which takes a while. */
    public SslContext newSslContext() throws SSLException, GeneralSecurityException {
        SslContextBuilder builder = SslContextBuilder.forClient().sslProvider(SslProvider.JDK);
        if (trustAll) {
            return builder.trustManager(InsecureTrustManagerFactory.INSTANCE)
                    .endpointIdentificationAlgorithm(null)
                    .build();
        }
        builder.endpointIdentificationAlgorithm("HTTPS");
        return certificates.isEmpty()
                ? builder.build()
                : builder.trustManager(allCertificates()).build();
    }

    /** Returns the certificates of the JDK, and {@link #certificates}. */
    X509Certificate[] allCertificates() throws GeneralSecurityException {
        TrustManagerFactory jdk = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        jdk.init((KeyStore) null);
        Stream<X509Certificate> ofJdk = Arrays.stream(jdk.getTrustManagers())
                .filter(X509TrustManager.class::isInstance)
                .flatMap(manager -> Arrays.stream(((X509TrustManager) manager).getAcceptedIssuers()));
        return Stream.concat(ofJdk, certificates.stream()).toArray(X509Certificate[]::new);
    }
}
