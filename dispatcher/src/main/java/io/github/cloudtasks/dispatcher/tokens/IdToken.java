package io.github.cloudtasks.dispatcher.tokens;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An OpenID Connect ID token before it is signed. Its header and claims are those of the service's tokens (recorded),
 * in the order in which Google writes them.
 *
 * @param issuer {@code iss}: a URL
 * @param email {@code email}: the address of the service account
 * @param audience {@code aud}: any text
 * @param issuedAt {@code iat}, in whole seconds; the token is valid for one hour (recorded)
 * @param instance {@code google}: the machine that requests a token of the full format; null for none
 */
record IdToken(
        String issuer,
        String email,
        String audience,
        Instant issuedAt,
        @Nullable InstanceClaims instance) {
    static final Duration LIFETIME = Duration.ofHours(1);

    private static final int ACCOUNT_DIGITS = 20;

    private static final JsonFactory JSON = new JsonFactory();

    /** Writes the fields of a JSON object. */
    @FunctionalInterface
    private interface Fields {
        void writeTo(JsonGenerator json) throws IOException;
    }

    /** Returns the signed token: header, claims and signature, each in base64url. */
    String signedWith(SigningKey key) {
        return signed(object(this::writeClaims), key);
    }

    /**
     * Returns a signed JSON Web Token.
     *
     * @param claims a JSON object
     */
    static String signed(String claims, SigningKey key) {
        String header = object(json -> writeHeader(json, key.publicKey().keyId()));
        String signed = Encodings.base64Url(header) + "." + Encodings.base64Url(claims);
        return signed + "." + Encodings.base64Url(key.sign(signed.getBytes(StandardCharsets.US_ASCII)));
    }

    private static void writeHeader(JsonGenerator json, String keyId) throws IOException {
        json.writeStringField("alg", "RS256");
        json.writeStringField("kid", keyId);
        json.writeStringField("typ", "JWT");
    }

    private void writeClaims(JsonGenerator json) throws IOException {
        String account = accountId(email);
        json.writeStringField("aud", audience);
        json.writeStringField("azp", account);
        json.writeStringField("email", email);
        json.writeBooleanField("email_verified", true);
        json.writeNumberField("exp", issuedAt.plus(LIFETIME).getEpochSecond());
        if (instance != null) {
            instance.writeTo(json);
        }
        json.writeNumberField("iat", issuedAt.getEpochSecond());
        json.writeStringField("iss", issuer);
        json.writeStringField("sub", account);
    }

    /**
     * Returns the number that stands for the service account: 21 decimal digits of which the first is 1, like Google's
     * (recorded: 21 digits). The real number is unknown, so it is derived from the address, and is the same everywhere.
     */
    static String accountId(String email) {
        BigInteger number = new BigInteger(1, Encodings.sha256(email.getBytes(StandardCharsets.UTF_8)));
        String digits = number.mod(BigInteger.TEN.pow(ACCOUNT_DIGITS)).toString();
        return "1" + "0".repeat(ACCOUNT_DIGITS - digits.length()) + digits;
    }

    private static String object(Fields fields) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            fields.writeTo(json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }
}
