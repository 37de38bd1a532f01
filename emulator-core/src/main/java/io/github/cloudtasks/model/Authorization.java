package io.github.cloudtasks.model;

/** A token that the service makes for each attempt and sends as {@code Authorization: Bearer …}. */
public sealed interface Authorization {

    /** The e-mail address of the account that the token is made for. */
    String serviceAccountEmail();

    /**
     * An OpenID Connect ID token.
     *
     * @param audience the {@code aud} claim; empty where the API shows none
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
     * @param scope the scope; empty where the API shows none
     */
    record OAuthToken(String serviceAccountEmail, String scope) implements Authorization {}
}
