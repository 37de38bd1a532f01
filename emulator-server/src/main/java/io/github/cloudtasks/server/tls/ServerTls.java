package io.github.cloudtasks.server.tls;

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
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
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

/**
 * TLS for a port's connections. HTTP/2 is preferred, as by the service; clients without ALPN may speak either protocol.
 */
public final class ServerTls {
    /** By which clients on this machine call us, and by which those call the service that know no other address. */
    private static final List<String> NAMES =
            List.of("localhost", "127.0.0.1", "::1", "cloudtasks.googleapis.com", "cloudtasks.mtls.googleapis.com");

    private static final Set<String> ALL_INTERFACES = Set.of("0.0.0.0", "::", "0:0:0:0:0:0:0:0");

    private final SslContext context;
    private final @Nullable LocalCertificateAuthority made;
    private final @Nullable Path authorityFile;

    private ServerTls(TlsIdentity identity, @Nullable LocalCertificateAuthority made, @Nullable Path authorityFile) {
        this.context = context(identity);
        this.made = made;
        this.authorityFile = authorityFile;
    }

    /**
     * Reads or makes the certificate that these settings ask for.
     *
     * @param host where the server listens
     * @return null if they ask for none
     * @throws UsageException if a file is not what it should be, or what reads and makes certificates is not there
     */
    public static @Nullable ServerTls of(TlsSettings settings, String host) {
        try {
            return certified(settings, host);
        } catch (NoClassDefFoundError e) {
            // The embedded emulator leaves it to its user, as most have no use for it.
            throw new UsageException(
                    "TLS needs org.bouncycastle:bcpkix-jdk18on on the class path: there is no " + e.getMessage() + ".");
        }
    }

    private static @Nullable ServerTls certified(TlsSettings settings, String host) {
        if (settings.selfSigned() != null) {
            Set<String> names = new LinkedHashSet<>(NAMES);
            if (!ALL_INTERFACES.contains(host)) {
                names.add(host);
            }
            names.addAll(settings.names());
            LocalCertificateAuthority made = LocalCertificateAuthority.make(names, Instant.now());
            return new ServerTls(made.identity(), made, settings.selfSigned());
        }
        if (settings.certificate() != null) {
            Path key = Objects.requireNonNull(settings.key());
            return new ServerTls(CertificateFiles.read(settings.certificate(), key), null, null);
        }
        return null;
    }

    private static SslContext context(TlsIdentity identity) {
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

    /** The server's side of TLS for one connection. */
    public SslHandler newHandler(Channel connection, Duration patience) {
        SslHandler handler = context.newHandler(connection.alloc());
        handler.setHandshakeTimeoutMillis(patience.toMillis());
        return handler;
    }

    /**
     * Writes the authority's certificate where the user wants it, if we made one.
     *
     * @throws UsageException if it cannot be written there
     */
    public void publish() {
        if (made == null || authorityFile == null) {
            return;
        }
        String why;
        try {
            Files.writeString(authorityFile, made.authorityPem());
            return;
        } catch (NoSuchFileException e) {
            why = "there is no such directory";
        } catch (AccessDeniedException e) {
            why = "permission denied";
        } catch (IOException | GeneralSecurityException e) {
            why = e.getMessage();
        }
        throw new UsageException("--tls-self-signed: cannot write %s: %s.".formatted(authorityFile, why));
    }

    /** What a user is told about the certificate, such as {@code trust the CA certificate in ca.pem}. */
    public String hint() {
        return authorityFile == null ? "trust its certificate" : "trust the CA certificate in " + authorityFile;
    }
}
