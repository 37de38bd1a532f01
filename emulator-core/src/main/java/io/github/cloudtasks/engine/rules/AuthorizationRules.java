package io.github.cloudtasks.engine.rules;

import io.github.cloudtasks.engine.spec.Limits;
import io.github.cloudtasks.model.ApiException;
import io.github.cloudtasks.model.Authorization;
import io.github.cloudtasks.model.Authorization.OAuthToken;
import io.github.cloudtasks.model.Authorization.OidcToken;
import io.github.cloudtasks.model.Relaxation;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The rules for the tokens of tasks and queues (recorded unless stated otherwise). */
final class AuthorizationRules {
    private static final String DEFAULT_SCOPE = "https://www.googleapis.com/auth/cloud-platform";
    private static final String OAUTH_DOMAIN = ".googleapis.com";

    /**
     * Finds the host of a URL. A pattern is used because the service also accepts URLs that {@link java.net.URI}
     * rejects: with an invalid escape, a brace or a space.
     */
    private static final Pattern HOST = Pattern.compile("(?i)https?://(?:[^/\\\\?#]*@)?([^/\\\\?#:@]*)");

    /** The addresses of the service accounts of IAM, App Engine, Compute Engine and Google's services (documented). */
    private static final Pattern SERVICE_ACCOUNT =
            Pattern.compile("(?i)[a-z0-9][a-z0-9.-]*@(?:[a-z0-9-]+\\.)+gserviceaccount\\.com");

    private final Limits limits;

    AuthorizationRules(Limits limits) {
        this.limits = limits;
    }

    /**
     * Checks the service account of a token. Any audience and any scope is valid.
     *
     * @param parent the path of the request field that contains the token
     */
    static void checkAccount(@Nullable Authorization authorization, String parent) {
        if (authorization == null) {
            return;
        }
        String field = emailField(authorization, parent);
        String email = authorization.serviceAccountEmail();
        if (email.isEmpty()) {
            throw ApiException.invalidArgument("service_account_email must be set.")
                    .withFields(field);
        }
        int at = email.indexOf('@');
        if (at <= 0 || at != email.lastIndexOf('@') || at == email.length() - 1) {
            throw ApiException.invalidArgument().withFields(field);
        }
    }

    /**
     * Checks the token of a new task. The token of the queue, which replaces it, makes no difference.
     *
     * @param url the URL of the task, before any override
     */
    void check(@Nullable Authorization ofTask, String url) {
        checkAccount(ofTask, "http_request");
        checkStrictly(ofTask, url);
    }

    /**
     * Returns the token with which a task is stored: that of the queue if it has one, otherwise that of the task. Empty
     * fields get their defaults.
     *
     * @param url the URL of the task, before any override
     * @return null if neither has a token
     */
    @Nullable
    Authorization complete(@Nullable Authorization ofTask, @Nullable Authorization ofQueue, String url) {
        checkStrictly(ofQueue, url);
        Authorization chosen = ofQueue != null ? ofQueue : ofTask;
        return switch (chosen) {
            case null -> null;
            case OidcToken token -> new OidcToken(token.serviceAccountEmail(), token.audienceFor(url));
            case OAuthToken token -> {
                checkOAuthHost(url);
                yield new OAuthToken(
                        token.serviceAccountEmail(), token.scope().isEmpty() ? DEFAULT_SCOPE : token.scope());
            }
        };
    }

    /**
     * Enforces the restrictions of the service that targets on the local machine could not meet (unlike: only with
     * {@link Limits#strict}). The emulator does not know which accounts exist, so it treats an account as missing if
     * its address is not that of a service account (inferred).
     */
    private void checkStrictly(@Nullable Authorization authorization, String url) {
        if (!limits.strict() || authorization == null) {
            return;
        }
        if (!url.regionMatches(true, 0, "https://", 0, 8)) {
            throw ApiException.invalidArgument(
                            "HttpRequest.url must start with 'https://' for request with HttpRequest.authorization_header")
                    .withFields("http_request.url")
                    .relaxedBy(Relaxation.STRICT);
        }
        if (!SERVICE_ACCOUNT.matcher(authorization.serviceAccountEmail()).matches()) {
            throw ApiException.notFound().relaxedBy(Relaxation.STRICT);
        }
    }

    private static String emailField(Authorization authorization, String parent) {
        return parent
                + (authorization instanceof OidcToken ? ".oidc_token" : ".oauth_token")
                + ".service_account_email";
    }

    private void checkOAuthHost(String url) {
        if (limits.anyOAuthHost()) {
            return;
        }
        Matcher matcher = HOST.matcher(url);
        if (!matcher.lookingAt() || !matcher.group(1).toLowerCase(Locale.ROOT).endsWith(OAUTH_DOMAIN)) {
            throw ApiException.invalidArgument(
                            "Invalid url for HttpRequest.oauth_token. The hostname in the url must end with \".googleapis.com\"")
                    .withFields("http_request.url")
                    .relaxedBy(Relaxation.ANY_OAUTH_HOST);
        }
    }
}
