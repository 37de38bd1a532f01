package io.github.cloudtasks.server.tls;

import io.github.cloudtasks.server.files.FileFailures;
import io.github.cloudtasks.server.settings.TlsSettings;
import io.github.cloudtasks.server.settings.UsageException;
import io.netty.channel.Channel;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The TLS configuration of a server. ALPN prefers HTTP/2, like the service. Clients without ALPN may use HTTP/1.1 too.
 */
public final class ServerTls {
    private static final Logger log = LoggerFactory.getLogger(ServerTls.class);

    /** Names in every generated certificate: this machine, and the service, for clients with a fixed address. */
    private static final List<String> NAMES =
            List.of("localhost", "127.0.0.1", "::1", "cloudtasks.googleapis.com", "cloudtasks.mtls.googleapis.com");

    private static final Set<String> ALL_INTERFACES = Set.of("0.0.0.0", "::", "0:0:0:0:0:0:0:0");

    private final SslContext context;
    private final @Nullable LocalCertificateAuthority authority;
    private final @Nullable Path authorityFile;

    private ServerTls(
            TlsIdentity identity, @Nullable LocalCertificateAuthority authority, @Nullable Path authorityFile) {
        this.context = context(identity);
        this.authority = authority;
        this.authorityFile = authorityFile;
    }

    /**
     * Reads or generates the certificate of a server.
     *
     * @param host the address that the server listens on
     * @return null if TLS is off
     * @throws UsageException if a file is invalid, or Bouncy Castle is missing
     */
    public static @Nullable ServerTls of(TlsSettings settings, String host) {
        try {
            return certified(settings, host);
        } catch (NoClassDefFoundError e) {
            // Bouncy Castle is optional in the embedded jar, because most users need no TLS.
            throw new UsageException(
                    "TLS needs org.bouncycastle:bcpkix-jdk18on on the class path: " + e.getMessage() + " is missing.");
        }
    }

    private static @Nullable ServerTls certified(TlsSettings settings, String host) {
        if (settings.selfSigned() != null) {
            Set<String> names = new LinkedHashSet<>(NAMES);
            if (!ALL_INTERFACES.contains(host)) {
                names.add(host);
            }
            names.addAll(settings.names());
            LocalCertificateAuthority authority = LocalCertificateAuthority.make(names, Instant.now());
            return new ServerTls(authority.identity(), authority, settings.selfSigned());
        }
        if (settings.certificate() != null) {
            Path key = Objects.requireNonNull(settings.key());
            return new ServerTls(CertificateFiles.read(settings.certificate(), key), null, null);
        }
        return null;
    }

    static SslContext context(TlsIdentity identity) {
        try {
            return SslContextBuilder.forServer(identity.key(), identity.chain())
                    .sslProvider(SslProvider.JDK)
                    .applicationProtocolConfig(new ApplicationProtocolConfig(
                            Protocol.ALPN,
                            SelectorFailureBehavior.NO_ADVERTISE,
                            SelectedListenerFailureBehavior.ACCEPT,
                            ApplicationProtocolNames.HTTP_2,
                            ApplicationProtocolNames.HTTP_1_1))
                    .build();
        } catch (SSLException e) {
            throw new UsageException("--tls-cert: the certificate cannot be used: " + e.getMessage() + ".");
        }
    }

    /** Returns the TLS handler of one connection. */
    public SslHandler newHandler(Channel connection, Duration handshakeTimeout) {
        SslHandler handler = context.newHandler(connection.alloc());
        handler.setHandshakeTimeoutMillis(handshakeTimeout.toMillis());
        return handler;
    }

    /**
     * Writes the CA certificate of a generated certificate to its file. Has no effect for a certificate of the user.
     *
     * @throws UsageException if the file cannot be written
     */
    public void publish() {
        if (authority == null || authorityFile == null) {
            return;
        }
        try {
            Files.writeString(authorityFile, authority.authorityPem());
            log.info(
                    "The CA certificate that clients have to trust is in {}. It is new at each start; --tls-cert and "
                            + "--tls-key use a certificate that stays the same.",
                    authorityFile);
            return;
        } catch (IOException e) {
            throw new UsageException(
                    "--tls-self-signed: cannot write %s: %s.".formatted(authorityFile, FileFailures.reason(e)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the certificate cannot be encoded", e);
        }
    }

    /** Returns the advice for clients, such as {@code trust the CA certificate in ca.pem}. */
    public String hint() {
        return authorityFile == null ? "trust its certificate" : "trust the CA certificate in " + authorityFile;
    }
}
