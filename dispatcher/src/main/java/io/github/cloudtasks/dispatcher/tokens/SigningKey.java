package io.github.cloudtasks.dispatcher.tokens;

import io.github.cloudtasks.dispatcher.pem.PemFile;
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

/**
 * An RSA key that signs ID tokens with RS256. Keys are equal if their public keys are. Safe for use by several threads.
 */
public final class SigningKey {
    /** The minimum that RS256 requires (RFC 7518); libraries reject shorter keys. */
    static final int MIN_BITS = 2048;

    private static final String BUILT_IN = "signing-key.pem";

    private final PrivateKey privateKey;
    private final RSAPublicKey rsaPublicKey;
    private final JsonWebKey publicKey;

    private SigningKey(PrivateKey privateKey, RSAPublicKey rsaPublicKey) {
        this.privateKey = privateKey;
        this.rsaPublicKey = rsaPublicKey;
        this.publicKey = JsonWebKey.of(rsaPublicKey);
    }

    /** Holds the built-in key, which is read at its first use. */
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

    /** Returns the default key, which is the same in every emulator. It is public. */
    public static SigningKey builtIn() {
        return BuiltIn.KEY;
    }

    /**
     * Reads a private key from the content of a PEM file (PKCS#8 or PKCS#1).
     *
     * @throws IllegalArgumentException if the file has no key that can sign with RS256; the message states what it has
     *     instead, such as "it holds a certificate"
     */
    public static SigningKey ofPem(String text) {
        return RsaKeyReader.read(text);
    }

    /** Returns a key with the public key that belongs to {@code key}. */
    static SigningKey of(RSAPrivateCrtKey key) throws GeneralSecurityException {
        RSAPublicKeySpec spec = new RSAPublicKeySpec(key.getModulus(), key.getPublicExponent());
        return new SigningKey(key, (RSAPublicKey) KeyFactory.getInstance("RSA").generatePublic(spec));
    }

    /** Returns the public key as a JSON Web Key. */
    public JsonWebKey publicKey() {
        return publicKey;
    }

    /** Returns the self-signed certificate of the key in PEM. It is always the same for the same key. */
    public String certificatePem() {
        return PemFile.format("CERTIFICATE", SigningCertificate.encode(this));
    }

    RSAPublicKey rsa() {
        return rsaPublicKey;
    }

    /** Returns the private key in PEM (PKCS#8). */
    public String privateKeyPem() {
        return PemFile.format("PRIVATE KEY", privateKey.getEncoded());
    }

    /**
     * Returns a signed JSON Web Token.
     *
     * @param claims a JSON object
     */
    public String jwt(String claims) {
        return IdToken.signed(claims, this);
    }

    /** Returns the RS256 signature, which is the same for the same bytes. Takes about a millisecond. */
    public byte[] sign(byte[] content) {
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
        return other instanceof SigningKey key && key.rsaPublicKey.equals(rsaPublicKey);
    }

    @Override
    public int hashCode() {
        return rsaPublicKey.hashCode();
    }

    @Override
    public String toString() {
        return "key " + publicKey.keyId();
    }
}
