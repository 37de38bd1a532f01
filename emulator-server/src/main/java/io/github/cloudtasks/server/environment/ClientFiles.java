package io.github.cloudtasks.server.environment;

import io.github.cloudtasks.server.files.ProtectedDirectory;
import io.github.cloudtasks.server.files.UserDirectory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The files that the variables name. Nothing in them is secret, but nobody else may change what clients trust.
 *
 * @param contents by the path below the directory of the files, with a slash between the parts; not modified
 */
public record ClientFiles(Map<String, byte[]> contents) {
    /** The directory of the files in a container, unless another is wanted. */
    public static final String DIRECTORY_IN_CONTAINER = "/etc/cloud-tasks-emulator";

    /** The made-up service-account file. */
    static final String KEY = "service-account.json";

    /** All roots, in PEM. */
    static final String BUNDLE = "roots.pem";

    /** The variables that name {@link #BUNDLE}. Clients trust its certificates instead of the roots of the system. */
    static final List<String> BUNDLE_VARIABLES = List.of(
            "SSL_CERT_FILE",
            "REQUESTS_CA_BUNDLE",
            "CURL_CA_BUNDLE",
            "GRPC_DEFAULT_SSL_ROOTS_FILE_PATH",
            "HTTPLIB2_CA_CERTS",
            "CLOUDSDK_CORE_CUSTOM_CA_CERTS_FILE");

    /** The CA of the emulator, and what clients trust in addition to their own roots, in PEM. */
    static final String EXTRA = "extra.pem";

    /** The variable that names {@link #EXTRA}. */
    static final String EXTRA_VARIABLE = "NODE_EXTRA_CA_CERTS";

    /** All roots, for Java. */
    static final String TRUST_STORE = "roots.p12";

    /** A directory of settings of PHP. */
    static final String PHP = "php";

    private static final String PHP_SETTINGS = "cloud-tasks-emulator.ini";

    /**
     * Returns the files for processes of this machine, which trust its roots too, and those of the files that their
     * environment names.
     *
     * @param directory of the files, as clients see it
     * @throws IOException if Java cannot read its own roots
     */
    public static ClientFiles forThisMachine(EmulatorFacts emulator, Map<String, String> environment, String directory)
            throws IOException {
        TrustBundle extra = new TrustBundle();
        extra.addFile(environment.getOrDefault(EXTRA_VARIABLE, ""));
        try {
            return of(emulator, TrustBundle.of(environment), extra, directory);
        } catch (GeneralSecurityException e) {
            throw unreadableRoots(e);
        }
    }

    /**
     * Returns the files for processes of another machine or container, which trust the roots of Java and their own.
     *
     * @param roots their own roots, in PEM; empty for none
     * @param directory of the files, as clients see it
     * @throws IOException if Java cannot read its own roots
     */
    public static ClientFiles forAnotherMachine(EmulatorFacts emulator, String roots, String directory)
            throws IOException {
        TrustBundle extra = new TrustBundle();
        extra.add(roots);
        try {
            return of(emulator, TrustBundle.ofJavaAnd(roots), extra, directory);
        } catch (GeneralSecurityException e) {
            throw unreadableRoots(e);
        }
    }

    private static ClientFiles of(EmulatorFacts emulator, TrustBundle roots, TrustBundle extra, String directory)
            throws GeneralSecurityException, IOException {
        Map<String, byte[]> contents = new LinkedHashMap<>();
        contents.put(KEY, emulator.key().getBytes(StandardCharsets.UTF_8));
        if (emulator.hasProxy()) {
            roots.add(emulator.authority());
            extra.add(emulator.authority());
            ByteArrayOutputStream store = new ByteArrayOutputStream();
            roots.writeStore(store);
            contents.put(BUNDLE, roots.pem().getBytes(StandardCharsets.US_ASCII));
            contents.put(EXTRA, extra.pem().getBytes(StandardCharsets.US_ASCII));
            contents.put(TRUST_STORE, store.toByteArray());
            String bundle = directory + "/" + BUNDLE;
            contents.put(
                    PHP + "/" + PHP_SETTINGS,
                    "curl.cainfo = \"%s\"\nopenssl.cafile = \"%s\"\n"
                            .formatted(bundle, bundle)
                            .getBytes(StandardCharsets.UTF_8));
        }
        return new ClientFiles(Collections.unmodifiableMap(contents));
    }

    private static IOException unreadableRoots(GeneralSecurityException cause) {
        return new IOException("Java cannot read its own roots: " + cause.getMessage(), cause);
    }

    /**
     * Returns the directory that keeps such files of this user.
     *
     * @throws IllegalArgumentException if the user has none; the message is a sentence
     */
    public static Path userDirectory(Map<String, String> environment) {
        Path directory = UserDirectory.find(environment);
        if (directory == null) {
            throw new IllegalArgumentException(
                    "This user has no directory for data. Name one for the files with --directory.");
        }
        return directory;
    }

    /**
     * Writes all files. A file is replaced at once, so that clients which read it meanwhile find it complete.
     *
     * @throws IOException if a file cannot be written
     */
    public void writeTo(ProtectedDirectory directory) throws IOException {
        for (Map.Entry<String, byte[]> file : contents.entrySet()) {
            int slash = file.getKey().indexOf('/');
            ProtectedDirectory parent =
                    slash < 0 ? directory : directory.directory(file.getKey().substring(0, slash));
            parent.replace(file.getKey().substring(slash + 1), file.getValue());
        }
    }
}
