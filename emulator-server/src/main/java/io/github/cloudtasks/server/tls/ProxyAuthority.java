package io.github.cloudtasks.server.tls;

import io.github.cloudtasks.server.files.FileFailures;
import io.github.cloudtasks.server.files.UserDirectory;
import io.github.cloudtasks.server.settings.ProxySettings;
import io.github.cloudtasks.server.settings.UsageException;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificate authority of the proxy, and the certificates of the intercepted hosts, which are made when they are
 * first needed. Thread-safe.
 */
public final class ProxyAuthority {
    private static final Logger log = LoggerFactory.getLogger(ProxyAuthority.class);
    private static final String DEFAULT_UNIVERSE = "googleapis.com";
    private static final Executor BACKGROUND =
            work -> Thread.ofVirtual().name("certificates").start(work);

    private final ConstrainedAuthority authority;
    private final @Nullable Path certificateFile;
    private final List<String> names;
    private final InstantSource clock;
    private final KeyPair keys;

    /** By host. Its size is bounded by the number of names. */
    private final Map<String, CompletableFuture<SslContext>> contexts = new ConcurrentHashMap<>();

    private ProxyAuthority(
            ConstrainedAuthority authority,
            @Nullable Path certificateFile,
            Collection<String> names,
            InstantSource clock) {
        this.authority = authority;
        this.certificateFile = certificateFile;
        this.names = List.copyOf(names);
        this.clock = clock;
        try {
            this.keys = CertificateIssuer.newKeys();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK cannot make keys", e);
        }
    }

    /**
     * Opens the authority of this user, or creates one for this run.
     *
     * @param names the host names for which it can sign certificates
     * @throws UsageException if the directory of the settings cannot be used, or Bouncy Castle is missing
     */
    public static ProxyAuthority open(ProxySettings settings, Collection<String> names, InstantSource clock) {
        try {
            Path directory = directory(settings);
            return directory == null ? temporary(names, clock) : kept(settings, directory, names, clock);
        } catch (NoClassDefFoundError e) {
            // Bouncy Castle is optional in the embedded jar, because most users need no TLS.
            throw new UsageException("--proxy needs org.bouncycastle:bcpkix-jdk18on on the class path: "
                    + e.getMessage() + " is missing.");
        }
    }

    /** Returns the directory of the authority; null if it is not kept. */
    private static @Nullable Path directory(ProxySettings settings) {
        if (settings.isAuthorityTemporary()) {
            return null;
        }
        Path chosen = settings.authorityDirectory();
        Path directory = chosen != null ? chosen : UserDirectory.find(System.getenv());
        if (directory == null) {
            log.warn("There is no directory for the CA of the proxy: it is new at each start. --ca-dir sets one.");
            return null;
        }
        // Each universe has host names of its own, and so an authority of its own.
        boolean isOther = !settings.universeDomain().equals(DEFAULT_UNIVERSE);
        return (isOther ? directory.resolve(settings.universeDomain()) : directory).toAbsolutePath();
    }

    private static ProxyAuthority temporary(Collection<String> names, InstantSource clock) {
        return new ProxyAuthority(ConstrainedAuthority.create(names, clock.instant()), null, names, clock);
    }

    private static ProxyAuthority kept(
            ProxySettings settings, Path path, Collection<String> names, InstantSource clock) {
        AuthorityDirectory directory = new AuthorityDirectory(path, names, clock.instant());
        try {
            return new ProxyAuthority(directory.open(), directory.certificateFile(), names, clock);
        } catch (IOException e) {
            String reason = FileFailures.reason(e);
            if (settings.authorityDirectory() != null) {
                throw new UsageException("--ca-dir: %s cannot be used: %s. Choose another directory, or --ephemeral-ca."
                        .formatted(path, reason));
            }
            log.warn(
                    "The CA of the proxy cannot be kept in {} ({}): it is new at each start, as with --ephemeral-ca.",
                    path,
                    reason);
            return temporary(names, clock);
        }
    }

    /** Returns the CA certificate that clients have to trust, in PEM. */
    public String certificatePem() {
        return authority.rootPem();
    }

    /** Returns the file with the CA certificate; null if there is none, because it is new at each start. */
    public @Nullable Path certificateFile() {
        return certificateFile;
    }

    /**
     * Returns the TLS context with a certificate for one host. A first one is made on another thread.
     *
     * @throws IllegalArgumentException if the authority cannot sign a certificate for the host
     */
    public CompletableFuture<SslContext> contextFor(String host) {
        if (!names.contains(host)) {
            throw new IllegalArgumentException("not one of the hosts of the authority: " + host);
        }
        return contexts.computeIfAbsent(
                host, name -> CompletableFuture.supplyAsync(() -> newContext(name), BACKGROUND));
    }

    private SslContext newContext(String host) {
        return ServerTls.context(authority.identity(keys, host, clock.instant()));
    }

    /** Returns the advice for clients, such as {@code trust the CA certificate in ca.pem}. */
    public String hint() {
        return "trust the CA certificate "
                + (certificateFile == null ? "of GET /emulator/v1/proxy" : "in " + certificateFile);
    }
}
