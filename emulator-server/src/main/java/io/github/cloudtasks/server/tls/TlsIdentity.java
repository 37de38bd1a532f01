package io.github.cloudtasks.server.tls;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * The private key and the certificates of a server.
 *
 * @param key the private key of the first certificate
 * @param chain the server's certificate, followed by its intermediate certificates
 */
record TlsIdentity(PrivateKey key, List<X509Certificate> chain) {

    TlsIdentity {
        chain = List.copyOf(chain);
    }
}
