package io.github.cloudtasks.engine.rules;

import io.github.cloudtasks.engine.spec.Limits;
import io.github.cloudtasks.model.ApiException;
import io.github.cloudtasks.model.Authorization;
import io.github.cloudtasks.model.Authorization.OAuthToken;
import io.github.cloudtasks.model.Authorization.OidcToken;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Checks and completes the tokens of tasks and queues (recorded, but for what says otherwise). */
final class AuthorizationRules {
    private static final String DEFAULT_SCOPE = "https://www.googleapis.com/auth/cloud-platform";
    private static final String OAUTH_DOMAIN = ".googleapis.com";

    /**
     * Finds the host also in what the service takes for a URL and a stricter reader does not: a bad escape, a brace, a
     * blank.
     */
    private static final Pattern HOST = Pattern.compile("(?i)https?://(?:[^/\\\\?#]*@)?([^/\\\\?#:@]*)");

    /** The forms that the accounts of IAM, App Engine, Compute Engine and Google's own services have (documented). */
    private static final Pattern SERVICE_ACCOUNT =
            Pattern.compile("(?i)[a-z0-9][a-z0-9.-]*@(?:[a-z0-9-]+\\.)+gserviceaccount\\.com");

    private final Limits limits;

    AuthorizationRules(Limits limits) {
        this.limits = limits;
    }

    /** Checks whose token it is. What a token is for may be anything, or nothing. */
    static void check(@Nullable Authorization authorization) {
        if (authorization == null) {
            return;
        }
        String email = authorization.serviceAccountEmail();
        if (email.isEmpty()) {
            throw ApiException.invalidArgument("service_account_email must be set.");
        }
        int at = email.indexOf('@');
        if (at <= 0 || at != email.lastIndexOf('@') || at == email.length() - 1) {
            throw ApiException.invalidArgument();
        }
    }

    /**
     * Checks the token that a task asks for, whatever its queue will make of it.
     *
     * @param url the task's own, before any override
     */
    void check(@Nullable Authorization ofTask, String url) {
        check(ofTask);
        checkStrictly(ofTask, url);
    }

    /**
     * The token that a task is stored with: the queue's where it has one, with the defaults that depend on the task.
     *
     * @param url the task's own, before any override
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
     * What the service refuses and a target on this machine needs (unlike, unless it is asked for). Which accounts
     * there are nobody can say here, so an account is unknown if it does not have the form of one (inferred).
     */
    private void checkStrictly(@Nullable Authorization authorization, String url) {
        if (!limits.strict() || authorization == null) {
            return;
        }
        if (!url.regionMatches(true, 0, "https://", 0, 8)) {
            throw ApiException.invalidArgument(
                    "HttpRequest.url must start with 'https://' for request with HttpRequest.authorization_header");
        }
        if (!SERVICE_ACCOUNT.matcher(authorization.serviceAccountEmail()).matches()) {
            throw ApiException.notFound();
        }
    }

    private void checkOAuthHost(String url) {
        if (limits.anyOAuthHost()) {
            return;
        }
        Matcher matcher = HOST.matcher(url);
        if (!matcher.lookingAt() || !matcher.group(1).toLowerCase(Locale.ROOT).endsWith(OAUTH_DOMAIN)) {
            throw ApiException.invalidArgument(
                    "Invalid url for HttpRequest.oauth_token. The hostname in the url must end with \".googleapis.com\"");
        }
    }
}
