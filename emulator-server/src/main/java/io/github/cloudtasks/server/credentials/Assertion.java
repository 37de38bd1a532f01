package io.github.cloudtasks.server.credentials;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.cloudtasks.rest.json.JsonTrees;
import java.io.IOException;
import java.util.Base64;

/**
 * The claims of a JSON Web Token with which a service account asks for another token. The signature is not verified:
 * any account is accepted, with any key.
 *
 * @param issuer the address of the service account
 * @param audience the audience of the requested ID token; empty if an access token is requested
 */
record Assertion(String issuer, String audience) {
    private static final int PARTS = 3;

    /**
     * Reads the claims of a token.
     *
     * @throws OAuthException if it is no token, or has no issuer
     */
    static Assertion parse(String token) throws OAuthException {
        String[] parts = token.split("\\.", -1);
        if (parts.length != PARTS) {
            throw invalid("The assertion must be a JSON Web Token with three parts.");
        }
        JsonNode claims;
        try {
            claims = JsonTrees.read(Base64.getUrlDecoder().decode(parts[1]));
        } catch (IOException | IllegalArgumentException e) {
            // Without its cause, whose message may quote the token.
            throw invalid("The claims of the assertion must be a JSON object in base64url.");
        }
        String issuer = claims.path("iss").asText();
        if (issuer.isEmpty()) {
            throw invalid("The assertion must name the service account in \"iss\".");
        }
        return new Assertion(issuer, claims.path("target_audience").asText());
    }

    private static OAuthException invalid(String description) {
        return new OAuthException("invalid_grant", "Invalid JWT: " + description);
    }
}
