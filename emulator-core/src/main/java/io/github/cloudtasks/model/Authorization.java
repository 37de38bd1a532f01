package io.github.cloudtasks.model;

/** A token that the service creates for each attempt and sends as {@code Authorization: Bearer …}. */
public sealed interface Authorization {

    /** Returns the e-mail address of the service account that the token is for. */
    String serviceAccountEmail();

    /**
     * An OpenID Connect ID token.
     *
     * @param audience the {@code aud} claim; empty if not set
     */
    record OidcToken(String serviceAccountEmail, String audience) implements Authorization {

        /** Returns the audience, or {@code url} if there is none (recorded). */
        public String audienceFor(String url) {
            return audience.isEmpty() ? url : audience;
        }
    }

    /**
     * An OAuth 2.0 access token.
     *
     * @param scope the OAuth scope; empty if not set
     */
    record OAuthToken(String serviceAccountEmail, String scope) implements Authorization {}
}
