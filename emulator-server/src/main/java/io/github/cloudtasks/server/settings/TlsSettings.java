package io.github.cloudtasks.server.settings;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The TLS settings of a server. TLS is on if there is a generated certificate or a certificate of the user.
 *
 * @param selfSigned the PEM file to which the CA of a generated certificate is written; null without one
 * @param names additional host names and IP addresses in the generated certificate
 * @param certificate the PEM file with the user's certificate and chain; null without one
 * @param key the PEM file with the private key of the user's certificate; null without one
 * @param port a second port that serves the same as the first; 0 means any free port; null means none
 */
public record TlsSettings(
        @Nullable Path selfSigned,
        List<String> names,
        @Nullable Path certificate,
        @Nullable Path key,
        @Nullable Integer port) {

    /** Plaintext only. */
    public static final TlsSettings OFF = new TlsSettings(null, List.of(), null, null, null);

    public TlsSettings {
        names = List.copyOf(names);
    }

    public boolean isOn() {
        return selfSigned != null || certificate != null;
    }

    /**
     * Returns these settings if they are consistent.
     *
     * @param mainPort the main port of the server
     * @throws UsageException if they are not
     */
    public TlsSettings checked(int mainPort) {
        require(
                selfSigned == null || (certificate == null && key == null),
                "--tls-self-signed excludes --tls-cert and --tls-key: generate a certificate or give your own.");
        require(
                certificate == null || key != null,
                "--tls-cert needs the private key of the certificate: add --tls-key.");
        require(
                key == null || certificate != null,
                "--tls-key needs the certificate of the private key: add --tls-cert.");
        require(
                names.isEmpty() || selfSigned != null,
                "--tls-name needs a generated certificate: add --tls-self-signed.");
        require(
                port == null || isOn(),
                "--tls-port needs a certificate: add --tls-self-signed, or --tls-cert and --tls-key.");
        require(
                port == null || port == 0 || port != mainPort,
                "--tls-port is the same as --port, which accepts TLS too: remove it or choose another port.");
        return this;
    }

    private static void require(boolean met, String message) {
        if (!met) {
            throw new UsageException(message);
        }
    }

    public TlsSettings withSelfSigned(Path newSelfSigned) {
        return new TlsSettings(newSelfSigned, names, certificate, key, port);
    }

    public TlsSettings withName(String name) {
        List<String> all = new ArrayList<>(names);
        all.add(name);
        return new TlsSettings(selfSigned, all, certificate, key, port);
    }

    public TlsSettings withCertificate(Path newCertificate) {
        return new TlsSettings(selfSigned, names, newCertificate, key, port);
    }

    public TlsSettings withKey(Path newKey) {
        return new TlsSettings(selfSigned, names, certificate, newKey, port);
    }

    public TlsSettings withPort(int newPort) {
        return new TlsSettings(selfSigned, names, certificate, key, newPort);
    }
}
