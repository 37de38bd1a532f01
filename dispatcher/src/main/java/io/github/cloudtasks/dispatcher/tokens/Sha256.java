package io.github.cloudtasks.dispatcher.tokens;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** A digest that every JDK has. */
final class Sha256 {
    private Sha256() {}

    static byte[] of(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
