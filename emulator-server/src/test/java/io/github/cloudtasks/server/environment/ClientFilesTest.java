package io.github.cloudtasks.server.environment;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudtasks.server.files.ProtectedDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClientFilesTest {

    @TempDir
    private Path directory;

    private List<String> roots;

    @BeforeEach
    void readRoots() throws Exception {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init((KeyStore) null);
        X509Certificate[] issuers = ((X509TrustManager) factory.getTrustManagers()[0]).getAcceptedIssuers();
        roots = Stream.of(issuers).limit(2).map(ClientFilesTest::pem).toList();
    }

    @Test
    void bundle_has_the_roots_of_java_and_of_named_files_and_the_authority_once() throws Exception {
        Path named = Files.writeString(directory.resolve("named.pem"), "a comment\n" + fake("named") + fake("named"));

        Path files = write(Map.of("REQUESTS_CA_BUNDLE", named.toString(), "SSL_CERT_FILE", "/nowhere"), false);

        String bundle = Files.readString(files.resolve("roots.pem"));
        assertThat(bundle)
                .contains(roots.getFirst())
                .containsOnlyOnce(base64("named"))
                .endsWith(fake("authority"));
        assertThat(Files.readString(files.resolve("extra.pem"))).isEqualTo(fake("authority"));
        assertThat(Files.readString(files.resolve("php/cloud-tasks-emulator.ini")))
                .isEqualTo("curl.cainfo = \"/seen/roots.pem\"\nopenssl.cafile = \"/seen/roots.pem\"\n");
    }

    @Test
    void files_for_another_machine_have_its_roots_and_those_of_java() throws Exception {
        EmulatorFacts emulator = new EmulatorFacts(EmulatorAddress.parse("1"), "demo", "{}", fake("authority"));

        Map<String, byte[]> files = ClientFiles.forAnotherMachine(emulator, fake("its own"), "/seen")
                .contents();

        assertThat(files.keySet())
                .containsExactly(
                        "service-account.json", "roots.pem", "extra.pem", "roots.p12", "php/cloud-tasks-emulator.ini");
        assertThat(new String(files.get("roots.pem"), US_ASCII))
                .startsWith(fake("its own"))
                .contains(roots.getFirst())
                .endsWith(fake("authority"));
        assertThat(new String(files.get("extra.pem"), US_ASCII)).isEqualTo(fake("its own") + fake("authority"));
    }

    @Test
    void bundle_has_the_certificates_of_a_named_directory() throws Exception {
        Path named = Files.createDirectories(directory.resolve("certs"));
        Files.writeString(named.resolve("0a1b2c3d.0"), fake("first"));
        Files.writeString(named.resolve("second.pem"), fake("second"));
        Files.createDirectory(named.resolve("below"));

        Path files = write(Map.of("REQUESTS_CA_BUNDLE", named.toString()), false);

        assertThat(Files.readString(files.resolve("roots.pem"))).contains(fake("first"), fake("second"));
    }

    @Test
    void trust_store_of_java_has_the_roots_and_the_authority() throws Exception {
        EmulatorFacts emulator = new EmulatorFacts(EmulatorAddress.parse("1"), "demo", "{}", roots.get(1));
        ClientFiles.forThisMachine(emulator, Map.of(), "/seen").writeTo(ProtectedDirectory.open(directory));

        KeyStore store = KeyStore.getInstance(directory.resolve("roots.p12").toFile(), "changeit".toCharArray());
        Set<String> found = new HashSet<>();
        for (String alias : Collections.list(store.aliases())) {
            found.add(pem((X509Certificate) store.getCertificate(alias)));
        }

        assertThat(found).containsAll(roots);
    }

    @Test
    void only_the_owner_can_read_and_change_the_files() throws Exception {
        Path files = write(Map.of(), false);

        try (Stream<Path> all = Files.walk(files)) {
            assertThat(all)
                    .hasSize(7)
                    .allSatisfy(file -> assertThat(permissions(file)).endsWith("------"));
        }
    }

    @Test
    void files_for_containers_can_be_read_by_their_users() throws Exception {
        Path files = write(Map.of(), true);

        assertThat(permissions(files)).isEqualTo("rwxr-xr-x");
        assertThat(permissions(files.resolve("roots.pem"))).isEqualTo("rw-r--r--");
    }

    @Test
    void directory_follows_the_conventions_of_the_system() {
        assertThat(ClientFiles.userDirectory(Map.of("XDG_DATA_HOME", "/data")))
                .hasToString("/data/cloud-tasks-emulator");
        assertThat(ClientFiles.userDirectory(Map.of()).toString())
                .startsWith(System.getProperty("user.home"))
                .endsWith("cloud-tasks-emulator");
    }

    private Path write(Map<String, String> environment, boolean shared) throws IOException {
        Path files = directory.resolve("files");
        EmulatorFacts emulator = new EmulatorFacts(EmulatorAddress.parse("1"), "demo", "{}", fake("authority"));
        ClientFiles.forThisMachine(emulator, environment, "/seen")
                .writeTo(shared ? ProtectedDirectory.openForAll(files) : ProtectedDirectory.open(files));
        return files;
    }

    private static String permissions(Path file) {
        try {
            return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String pem(X509Certificate certificate) {
        try {
            byte[] bytes = certificate.getEncoded();
            return "-----BEGIN CERTIFICATE-----\n"
                    + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes)
                    + "\n-----END CERTIFICATE-----\n";
        } catch (java.security.cert.CertificateEncodingException e) {
            throw new AssertionError(e);
        }
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    private static String fake(String text) {
        return "-----BEGIN CERTIFICATE-----\n" + base64(text) + "\n-----END CERTIFICATE-----\n";
    }
}
