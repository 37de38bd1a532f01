package io.github.cloudtasks.server.credentials;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.cloudtasks.dispatcher.tokens.SigningKey;
import io.github.cloudtasks.dispatcher.tokens.TokenFactory;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * A made-up service account key, in the format of the files that Google issues. Its private key is the built-in one,
 * which is public, so the key is worth nothing anywhere else.
 */
public final class ServiceAccountKey {
    private ServiceAccountKey() {}

    /**
     * Returns the content of the key file.
     *
     * @param origin the URL of the emulator, to which a library sends the requests for tokens
     */
    public static ObjectNode of(LocalAccount account, String origin) {
        SigningKey key = SigningKey.builtIn();
        String certificates = origin + "/oauth2/v1/certs";
        String email = account.email();
        return JsonNodeFactory.instance
                .objectNode()
                .put("type", "service_account")
                .put("project_id", account.project())
                .put("private_key_id", key.publicKey().keyId())
                .put("private_key", key.privateKeyPem())
                .put("client_email", email)
                .put("client_id", TokenFactory.accountId(email))
                .put("auth_uri", origin + "/o/oauth2/auth")
                .put("token_uri", origin + "/token")
                .put("auth_provider_x509_cert_url", certificates)
                .put(
                        "client_x509_cert_url",
                        certificates + "?account=" + URLEncoder.encode(email, StandardCharsets.UTF_8))
                .put("universe_domain", "googleapis.com");
    }
}
