package io.github.cloudtasks.dispatcher.tokens;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One block of a PEM file (RFC 7468). Text around the blocks means nothing.
 *
 * @param label such as {@code PRIVATE KEY}
 * @param text what stands between the lines, base64 if all is well
 */
record Pem(String label, String text) {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END \\1-----", Pattern.DOTALL);

    private static final int LINE = 64;

    /** All blocks of a file, in their order. */
    static List<Pem> blocks(String file) {
        List<Pem> blocks = new ArrayList<>();
        Matcher matcher = BLOCK.matcher(file);
        while (matcher.find()) {
            blocks.add(new Pem(matcher.group(1), matcher.group(2)));
        }
        return blocks;
    }

    static String write(String label, byte[] content) {
        Base64.Encoder lines = Base64.getMimeEncoder(LINE, "\n".getBytes(StandardCharsets.US_ASCII));
        return "-----BEGIN " + label + "-----\n" + lines.encodeToString(content) + "\n-----END " + label + "-----\n";
    }

    /**
     * The content.
     *
     * @throws IllegalArgumentException if it is no base64
     */
    byte[] content() {
        return Base64.getDecoder().decode(text.replaceAll("\\s", ""));
    }
}
