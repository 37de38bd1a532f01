package io.github.cloudtasks.dispatcher.tokens;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;

/**
 * The public half of a signing key, as a JSON Web Key has it (RFC 7518). The numbers are base64url without padding.
 *
 * @param keyId {@code kid}: the thumbprint of the key (RFC 7638), so the same key has the same id everywhere
 * @param modulus {@code n}
 * @param exponent {@code e}
 */
public record JsonWebKey(String keyId, String modulus, String exponent) {

    static JsonWebKey of(RSAPublicKey key) {
        String modulus = base64(key.getModulus());
        String exponent = base64(key.getPublicExponent());
        String canonical = "{\"e\":\"" + exponent + "\",\"kty\":\"RSA\",\"n\":\"" + modulus + "\"}";
        return new JsonWebKey(
                Base64Url.encode(Sha256.of(canonical.getBytes(StandardCharsets.US_ASCII))), modulus, exponent);
    }

    /** Without the byte that only tells the sign. */
    private static String base64(BigInteger number) {
        byte[] bytes = number.toByteArray();
        int start = bytes[0] == 0 ? 1 : 0;
        return Base64Url.encode(Arrays.copyOfRange(bytes, start, bytes.length));
    }
}
