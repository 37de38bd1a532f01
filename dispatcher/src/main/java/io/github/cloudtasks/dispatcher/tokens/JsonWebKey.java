package io.github.cloudtasks.dispatcher.tokens;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;

/**
 * The public key of a signing key as a JSON Web Key (RFC 7518). Numbers are base64url without padding.
 *
 * @param keyId {@code kid}: the thumbprint of the key (RFC 7638), which is the same for the same key
 * @param modulus {@code n}
 * @param exponent {@code e}
 */
public record JsonWebKey(String keyId, String modulus, String exponent) {

    static JsonWebKey of(RSAPublicKey key) {
        String modulus = base64(key.getModulus());
        String exponent = base64(key.getPublicExponent());
        String canonical = "{\"e\":\"" + exponent + "\",\"kty\":\"RSA\",\"n\":\"" + modulus + "\"}";
        byte[] thumbprint = Encodings.sha256(canonical.getBytes(StandardCharsets.US_ASCII));
        return new JsonWebKey(Encodings.base64Url(thumbprint), modulus, exponent);
    }

    /** Encodes a positive number without the leading byte that only holds the sign. */
    private static String base64(BigInteger number) {
        byte[] bytes = number.toByteArray();
        int start = bytes[0] == 0 ? 1 : 0;
        return Encodings.base64Url(Arrays.copyOfRange(bytes, start, bytes.length));
    }
}
