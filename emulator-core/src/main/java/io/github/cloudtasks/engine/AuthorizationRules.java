package io.github.cloudtasks.engine;

import io.github.cloudtasks.ApiException;
import io.github.cloudtasks.model.Authorization;
import io.github.cloudtasks.model.Authorization.OAuthToken;
import io.github.cloudtasks.model.Authorization.OidcToken;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Checks and completes the tokens of tasks and queues (recorded). */
final class AuthorizationRules {
  private static final String DEFAULT_SCOPE = "https://www.googleapis.com/auth/cloud-platform";
  private static final String OAUTH_DOMAIN = ".googleapis.com";

  private AuthorizationRules() {}

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
   * The token that a task is stored with: the queue's where it has one, with the defaults that depend on the task.
   *
   * @param url the task's own, before any override
   */
  static @Nullable Authorization complete(
      @Nullable Authorization ofTask, @Nullable Authorization ofQueue, String url) {
    Authorization chosen = ofQueue != null ? ofQueue : ofTask;
    return switch (chosen) {
      case null -> null;
      case OidcToken token ->
          new OidcToken(token.serviceAccountEmail(), token.audience().isEmpty() ? url : token.audience());
      case OAuthToken token -> {
        checkOAuthHost(url);
        yield new OAuthToken(token.serviceAccountEmail(), token.scope().isEmpty() ? DEFAULT_SCOPE : token.scope());
      }
    };
  }

  private static void checkOAuthHost(String url) {
    if (!host(url).toLowerCase(Locale.ROOT).endsWith(OAUTH_DOMAIN)) {
      throw ApiException.invalidArgument(
          "Invalid url for HttpRequest.oauth_token. The hostname in the url must end with \".googleapis.com\"");
    }
  }

  private static String host(String url) {
    try {
      String host = new URI(url).getHost();
      return host == null ? "" : host;
    } catch (URISyntaxException e) {
      // The service takes URLs that are none; such a one has no host that could end in anything.
      return "";
    }
  }
}
