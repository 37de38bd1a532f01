package io.github.cloudtasks.server.settings;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether and how the port speaks TLS beside plaintext: with a certificate of its own making, or with the user's.
 *
 * @param selfSigned where to write the certificate of the authority that signs our own, in PEM
 * @param names further names and IP addresses of this server, for our own certificate
 * @param certificate the user's certificate, with those that lead to its authority, in PEM
 * @param key the private key of the user's certificate, in PEM
 * @param port a second port that speaks the same; 0 for any free one
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
     * These settings, if they go together.
     *
     * @param mainPort the port that there is anyway
     * @throws UsageException if they do not
     */
    public TlsSettings checked(int mainPort) {
        require(
                selfSigned == null || (certificate == null && key == null),
                "--tls-self-signed makes a certificate, --tls-cert and --tls-key bring one: give the one or the others.");
        require(
                certificate == null || key != null,
                "--tls-cert needs the private key of the certificate: add --tls-key.");
        require(
                key == null || certificate != null,
                "--tls-key needs the certificate of the private key: add --tls-cert.");
        require(
                names.isEmpty() || selfSigned != null,
                "--tls-name is for the certificate of --tls-self-signed, which is not given.");
        require(
                port == null || isOn(),
                "--tls-port needs a certificate: add --tls-self-signed, or --tls-cert and --tls-key.");
        require(
                port == null || port == 0 || port != mainPort,
                "--tls-port is the same as --port, which speaks TLS anyway: leave it out or choose another.");
        return this;
    }

    private static void require(boolean met, String sentence) {
        if (!met) {
            throw new UsageException(sentence);
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
