package io.github.cloudtasks.server.tls;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * What a server proves its name with.
 *
 * @param key the private key of the first certificate
 * @param chain the server's certificate, then those that lead to the authority that clients trust
 */
record TlsIdentity(PrivateKey key, List<X509Certificate> chain) {

    TlsIdentity {
        chain = List.copyOf(chain);
    }
}
