package io.github.cloudtasks.server.credentials;

/** Thrown for a request that a token endpoint rejects. The message is constant: it repeats nothing of the request. */
final class OAuthException extends Exception {
    private static final long serialVersionUID = 1;

    private final String code;

    /**
     * @param code an error code of OAuth 2.0, such as {@code invalid_grant}
     * @param description a sentence without content of the request
     */
    OAuthException(String code, String description) {
        super(description, null, false, false);
        this.code = code;
    }

    String code() {
        return code;
    }
}
