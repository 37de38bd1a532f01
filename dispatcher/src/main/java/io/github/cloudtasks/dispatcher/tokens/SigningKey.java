package io.github.cloudtasks.dispatcher.tokens;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.RSAPublicKeySpec;
import org.jspecify.annotations.Nullable;

/** An RSA key that signs ID tokens with RS256. Two are equal if they are the same key. Safe for use by many threads. */
public final class SigningKey {
    /** RS256 asks for as much (RFC 7518), and libraries refuse less. */
    static final int FEWEST_BITS = 2048;

    private static final String BUILT_IN = "signing-key.pem";

    private final PrivateKey privateKey;
    private final RSAPublicKey publicKey;
    private final JsonWebKey published;

    private SigningKey(PrivateKey privateKey, RSAPublicKey publicKey) {
        this.privateKey = privateKey;
        this.publicKey = publicKey;
        this.published = JsonWebKey.of(publicKey);
    }

    /** Holds the built-in key from when it is first asked for. */
    private static final class BuiltIn {
        static final SigningKey KEY = read();

        private BuiltIn() {}

        private static SigningKey read() {
            try (InputStream in = SigningKey.class.getResourceAsStream(BUILT_IN)) {
                if (in == null) {
                    throw new IllegalStateException(BUILT_IN + " is missing");
                }
                return RsaKeyReader.read(new String(in.readAllBytes(), StandardCharsets.US_ASCII));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** The key that every emulator signs with unless it is told otherwise. It is public, and no secret. */
    public static SigningKey builtIn() {
        return BuiltIn.KEY;
    }

    /**
     * Reads a private key from the text of a PEM file (PKCS#8 or PKCS#1).
     *
     * @throws IllegalArgumentException if there is no such key in it, or one that RS256 cannot use; the message says
     *     what there is instead, such as "it holds a certificate"
     */
    public static SigningKey ofPem(String text) {
        return RsaKeyReader.read(text);
    }

    /** The key, whose public half is found in it. */
    static SigningKey of(RSAPrivateCrtKey key) throws GeneralSecurityException {
        RSAPublicKeySpec spec = new RSAPublicKeySpec(key.getModulus(), key.getPublicExponent());
        return new SigningKey(key, (RSAPublicKey) KeyFactory.getInstance("RSA").generatePublic(spec));
    }

    /** What others may know of it. */
    public JsonWebKey publicKey() {
        return published;
    }

    /** The certificate of the key, self-signed, in PEM. */
    public String certificatePem() {
        return Pem.write("CERTIFICATE", SigningCertificate.certificate(this));
    }

    RSAPublicKey rsa() {
        return publicKey;
    }

    /** The signature of RS256: the same for the same bytes. Takes about a millisecond. */
    byte[] sign(byte[] content) {
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(privateKey);
            signature.update(content);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the signing key cannot sign", e);
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SigningKey key && key.publicKey.equals(publicKey);
    }

    @Override
    public int hashCode() {
        return publicKey.hashCode();
    }

    @Override
    public String toString() {
        return "key " + published.keyId();
    }
}
