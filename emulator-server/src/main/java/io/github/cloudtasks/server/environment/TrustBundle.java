package io.github.cloudtasks.server.environment;

import io.github.cloudtasks.server.files.InputFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Certificates to trust, as the contents of PEM blocks without white space. Each is kept once, in the order in which it
 * was added. Not thread-safe.
 */
final class TrustBundle {
    private static final Pattern BLOCK = Pattern.compile(
            "-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----([^-]*)-----END (?:TRUSTED |X509 )?CERTIFICATE-----");

    /** The files in which systems keep all their roots. The first one that exists is read. */
    private static final List<String> SYSTEM = List.of(
            "/etc/ssl/certs/ca-certificates.crt",
            "/etc/pki/tls/certs/ca-bundle.crt",
            "/etc/ssl/ca-bundle.pem",
            "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
            "/etc/ssl/cert.pem");

    /** Ten times the size of a bundle of all public certificate authorities. */
    private static final int MAX_BYTES = 4 << 20;

    private final Set<String> certificates = new LinkedHashSet<>();

    /** Returns the roots of this machine, of Java, and of the files that an environment names. */
    static TrustBundle of(Map<String, String> environment) throws GeneralSecurityException {
        TrustBundle bundle = new TrustBundle();
        ClientFiles.BUNDLE_VARIABLES.forEach(variable -> bundle.addFile(environment.getOrDefault(variable, "")));
        bundle.addFile(environment.getOrDefault(ClientFiles.EXTRA_VARIABLE, ""));
        SYSTEM.stream()
                .filter(file -> Files.isReadable(Path.of(file)))
                .findFirst()
                .ifPresent(bundle::addFile);
        bundle.addRootsOfJava();
        bundle.addStore(new JavaOptions(environment.getOrDefault("JAVA_TOOL_OPTIONS", "")));
        return bundle;
    }

    /** Returns the certificates of a PEM text, and the roots of Java. */
    static TrustBundle ofJavaAnd(String pem) throws GeneralSecurityException {
        TrustBundle bundle = new TrustBundle();
        bundle.add(pem);
        bundle.addRootsOfJava();
        return bundle;
    }

    private void addRootsOfJava() throws GeneralSecurityException {
        for (X509Certificate root : rootsOfJava(null)) {
            add(root);
        }
    }

    /**
     * Adds the certificates of a PEM file, or of all files of a directory, which OpenSSL and Python's requests accept.
     * A file that cannot be read is left out: its clients could not either.
     */
    void addFile(String file) {
        if (file.isEmpty()) {
            return;
        }
        Path path = Path.of(file);
        try {
            if (Files.isDirectory(path)) {
                try (Stream<Path> files = Files.list(path)) {
                    files.filter(Files::isRegularFile).sorted().forEach(this::addContent);
                }
            } else {
                addContent(path);
            }
        } catch (IOException e) {
            // Nobody can use it.
        }
    }

    private void addContent(Path file) {
        try {
            add(new String(InputFile.read(file, MAX_BYTES), StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            // Nobody can use it.
        }
    }

    /** Adds the certificates of a PEM text. */
    void add(String pem) {
        Matcher blocks = BLOCK.matcher(pem);
        while (blocks.find()) {
            certificates.add(blocks.group(1).replaceAll("\\s", ""));
        }
    }

    private void add(X509Certificate certificate) throws GeneralSecurityException {
        certificates.add(Base64.getEncoder().encodeToString(certificate.getEncoded()));
    }

    private void addStore(JavaOptions options) {
        Path file = Path.of(options.trustStore());
        if (options.trustStore().isEmpty() || !Files.isReadable(file)) {
            return;
        }
        String password = options.trustStorePassword();
        try {
            KeyStore store = KeyStore.getInstance(file.toFile(), password.isEmpty() ? null : password.toCharArray());
            for (X509Certificate root : rootsOfJava(store)) {
                add(root);
            }
        } catch (GeneralSecurityException | IOException | IllegalArgumentException e) {
            // Java could not use it either.
        }
    }

    /** @param store null for the default roots */
    private static List<X509Certificate> rootsOfJava(@Nullable KeyStore store) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        List<X509Certificate> roots = new ArrayList<>();
        for (TrustManager manager : factory.getTrustManagers()) {
            if (manager instanceof X509TrustManager x509) {
                roots.addAll(List.of(x509.getAcceptedIssuers()));
            }
        }
        return roots;
    }

    /** Returns all certificates in PEM. */
    String pem() {
        StringBuilder text = new StringBuilder();
        for (String certificate : certificates) {
            text.append("-----BEGIN CERTIFICATE-----\n")
                    .append(certificate.replaceAll("(.{64})(?!$)", "$1\n"))
                    .append("\n-----END CERTIFICATE-----\n");
        }
        return text.toString();
    }

    /** Writes all certificates that Java can read as a PKCS12 file, with {@link JavaOptions#PASSWORD}. */
    void writeStore(OutputStream output) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        for (String certificate : certificates) {
            try (InputStream bytes =
                    new ByteArrayInputStream(Base64.getMimeDecoder().decode(certificate))) {
                Certificate parsed = factory.generateCertificate(bytes);
                store.setCertificateEntry("root-" + store.size(), parsed);
            } catch (GeneralSecurityException | IllegalArgumentException e) {
                // Roots of a system may have a form that Java does not know.
            }
        }
        store.store(output, JavaOptions.PASSWORD.toCharArray());
    }
}
