package io.github.cloudtasks.dispatcher.tokens;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;

/**
 * An OpenID Connect ID token before it is signed. Its header and its claims are those of the service's own (recorded),
 * in the order in which Google writes them.
 *
 * @param audience {@code aud}: any text
 * @param issuedAt {@code iat}, in whole seconds; the token is valid for an hour from then (recorded)
 */
record IdToken(String issuer, String email, String audience, Instant issuedAt) {
    static final Duration LIFETIME = Duration.ofHours(1);

    private static final JsonFactory JSON = new JsonFactory();

    /** Something that writes the fields of an object. */
    @FunctionalInterface
    private interface Fields {
        void writeTo(JsonGenerator json) throws IOException;
    }

    /** The token as it is sent: header, claims and signature, each in base64url. */
    String signedWith(SigningKey key) {
        String header = object(json -> writeHeader(json, key.publicKey().keyId()));
        String signed = Base64Url.encode(header) + "." + Base64Url.encode(object(this::writeClaims));
        return signed + "." + Base64Url.encode(key.sign(signed.getBytes(StandardCharsets.US_ASCII)));
    }

    private static void writeHeader(JsonGenerator json, String keyId) throws IOException {
        json.writeStringField("alg", "RS256");
        json.writeStringField("kid", keyId);
        json.writeStringField("typ", "JWT");
    }

    private void writeClaims(JsonGenerator json) throws IOException {
        String account = AccountId.of(email);
        json.writeStringField("aud", audience);
        json.writeStringField("azp", account);
        json.writeStringField("email", email);
        json.writeBooleanField("email_verified", true);
        json.writeNumberField("exp", issuedAt.plus(LIFETIME).getEpochSecond());
        json.writeNumberField("iat", issuedAt.getEpochSecond());
        json.writeStringField("iss", issuer);
        json.writeStringField("sub", account);
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
