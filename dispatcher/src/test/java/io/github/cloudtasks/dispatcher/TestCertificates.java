package io.github.cloudtasks.dispatcher;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.HexFormat;
import java.util.List;

/** Self-signed certificates of servers, made with the JDK's keytool. */
final class TestCertificates {
    static final char[] PASSWORD = "password".toCharArray();

    private TestCertificates() {}

    /**
     * Returns a key store with a certificate for each name, under that name as its alias. A wildcard's alias is the
     * name without the asterisk.
     */
    static KeyStore forNames(Path directory, String... names) throws Exception {
        Path file = directory.resolve("names.p12");
        for (String name : names) {
            create(file, alias(name), name);
        }
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            keys.load(in, PASSWORD);
        }
        return keys;
    }

    static String alias(String name) {
        return name.startsWith("*") ? name.substring(1) : name;
    }

    private static void create(Path file, String alias, String dnsName) throws Exception {
        String keytool =
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        List<String> command = List.of(
                keytool,
                "-genkeypair",
                "-alias",
                alias,
                "-keyalg",
                "EC",
                "-dname",
                "CN=test",
                "-ext",
                // Encoded here, because keytool rejects names with underscores.
                "2.5.29.17=" + subjectAlternativeName(dnsName),
                "-validity",
                "2",
                "-keystore",
                file.toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                new String(PASSWORD));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new AssertionError(output);
        }
    }

    /** Returns the DER encoding of a sequence with one DNS name, in hex. */
    private static String subjectAlternativeName(String dnsName) {
        byte[] name = dnsName.getBytes(StandardCharsets.US_ASCII);
        HexFormat hex = HexFormat.of();
        return "30" + hex.toHexDigits((byte) (name.length + 2)) + "82" + hex.toHexDigits((byte) name.length)
                + hex.formatHex(name);
    }
}
