package io.github.cloudtasks.dispatcher.pem;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The content of a PEM file (RFC 7468): certificates, keys and other blocks. Text around the blocks is ignored.
 *
 * <p>Immutable. Error messages are predicates about "it", the file, so that a caller can put the file name in front.
 *
 * @param blocks all blocks in their order
 */
public record PemFile(List<Block> blocks) {
    private static final String BEGIN = "-----BEGIN ";
    private static final String DASHES = "-----";
    private static final Pattern LABEL = Pattern.compile("[A-Z0-9 ]+");
    private static final Set<String> CERTIFICATE_LABELS = Set.of("CERTIFICATE", "X509 CERTIFICATE");
    private static final int LINE_LENGTH = 64;

    public PemFile {
        blocks = List.copyOf(blocks);
    }

    /**
     * A block of a PEM file.
     *
     * @param label such as {@code PRIVATE KEY}
     * @param text the lines of the block: base64 after optional headers; null if the block has no end
     */
    public record Block(String label, @Nullable String text) {

        /** Returns whether the block is an encrypted private key, in the form of PKCS#8 or in the older one. */
        public boolean isEncrypted() {
            return label.equals("ENCRYPTED PRIVATE KEY") || (text != null && text.contains("ENCRYPTED"));
        }

        /**
         * Returns the decoded content.
         *
         * @throws IllegalArgumentException if it is not base64
         */
        public byte[] content() {
            if (text == null) {
                throw new IllegalArgumentException("the block has no end");
            }
            return Base64.getDecoder().decode(text.replaceAll("\\s", ""));
        }

        /**
         * Returns the private key of this block in the form of PKCS#8. Keys in an older form ({@code RSA PRIVATE KEY},
         * {@code EC PRIVATE KEY}) are wrapped.
         *
         * @param algorithm the DER-encoded {@code AlgorithmIdentifier} of keys in an older form
         * @throws IllegalArgumentException if the content is not base64
         */
        public byte[] pkcs8(byte[] algorithm) {
            return label.equals("PRIVATE KEY")
                    ? content()
                    : Der.element(Der.SEQUENCE, Der.ZERO, algorithm, Der.element(Der.OCTET_STRING, content()));
        }
    }

    /** Reads the content of a file. Text without blocks has none. */
    public static PemFile parse(String text) {
        List<Block> blocks = new ArrayList<>();
        int begin = text.indexOf(BEGIN);
        while (begin >= 0) {
            int labelStart = begin + BEGIN.length();
            int labelEnd = text.indexOf(DASHES, labelStart);
            int next = labelStart;
            if (labelEnd >= 0
                    && LABEL.matcher(text).region(labelStart, labelEnd).matches()) {
                String label = text.substring(labelStart, labelEnd);
                int start = labelEnd + DASHES.length();
                int end = text.indexOf(DASHES, start);
                boolean complete = end >= 0 && text.startsWith("-----END " + label + DASHES, end);
                blocks.add(new Block(label, complete ? text.substring(start, end) : null));
                next = complete ? end + DASHES.length() : start;
            }
            begin = text.indexOf(BEGIN, next);
        }
        return new PemFile(blocks);
    }

    /** Returns a file with one block. */
    public static String format(String label, byte[] content) {
        Base64.Encoder lines = Base64.getMimeEncoder(LINE_LENGTH, "\n".getBytes(StandardCharsets.US_ASCII));
        return BEGIN + label + "-----\n" + lines.encodeToString(content) + "\n-----END " + label + "-----\n";
    }

    /** Returns the first private key that has an end; null if there is none. */
    public @Nullable Block privateKey() {
        for (Block block : blocks) {
            if (block.label.endsWith("PRIVATE KEY") && block.text != null) {
                return block;
            }
        }
        return null;
    }

    /** Returns whether the file has a certificate, readable or not. */
    public boolean hasCertificates() {
        return blocks.stream().anyMatch(block -> CERTIFICATE_LABELS.contains(block.label));
    }

    /**
     * Returns all certificates in their order, at least one.
     *
     * @throws IllegalArgumentException if there is no certificate, or an unreadable one; the message states which
     */
    public List<X509Certificate> certificates() {
        List<X509Certificate> certificates = new ArrayList<>();
        for (Block block : blocks) {
            if (CERTIFICATE_LABELS.contains(block.label)) {
                certificates.add(certificate(certificates.size() + 1, block));
            }
        }
        if (certificates.isEmpty()) {
            throw new IllegalArgumentException("there is no certificate in PEM in it");
        }
        return certificates;
    }

    private static X509Certificate certificate(int number, Block block) {
        if (block.text == null) {
            throw new IllegalArgumentException("certificate " + number + " in it has no end");
        }
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            return (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(block.content()));
        } catch (IllegalArgumentException | CertificateException e) {
            throw new IllegalArgumentException("certificate " + number + " in it cannot be read", e);
        }
    }
}
