package io.github.cloudtasks.dispatcher.tokens;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.SignedJWT;
import java.security.Key;
import java.text.ParseException;
import java.util.Base64;

/** Keys in the forms of users and of verifiers. */
final class TestKeys {
    static final String BEGIN = "-----BEGIN %s-----\n";
    static final String END = "\n-----END %s-----\n";

    private TestKeys() {}

    static Key rsa(int bits) throws Exception {
        return new RSAKeyGenerator(bits, true).generate().toPrivateKey();
    }

    static Key ec() throws Exception {
        return new ECKeyGenerator(Curve.P_256).generate().toPrivateKey();
    }

    static String pem(String label, byte[] content) {
        return (BEGIN + "%s" + END)
                .formatted(label, Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content), label);
    }

    /** Returns the key that a verifier reads from a JSON Web Key. */
    static RSAKey verifier(JsonWebKey key) throws ParseException {
        String json = "{\"kty\":\"RSA\",\"kid\":\"%s\",\"n\":\"%s\",\"e\":\"%s\"}";
        return JWK.parse(json.formatted(key.keyId(), key.modulus(), key.exponent()))
                .toRSAKey();
    }

    /** Returns the token of an {@code Authorization} header. */
    static SignedJWT token(String header) throws ParseException {
        return SignedJWT.parse(header.substring("Bearer ".length()));
    }
}
