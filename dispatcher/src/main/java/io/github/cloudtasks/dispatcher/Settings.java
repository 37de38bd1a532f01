package io.github.cloudtasks.dispatcher;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a user can tell the dispatcher.
 *
 * @param appEngineUrl the base address of App Engine apps, {@code http://} or {@code https://}; null for none
 * @param appEngineServices base addresses of single services, by service name; {@code default} is the default service
 * @param authorizations makes tokens
 */
public record Settings(
    @Nullable String appEngineUrl, Map<String, String> appEngineServices, Authorizations authorizations) {

  /** No App Engine address, no tokens. */
  public static final Settings DEFAULT = new Settings(null, Map.of(), Authorizations.NONE);

  public Settings {
    appEngineServices = Collections.unmodifiableMap(new LinkedHashMap<>(appEngineServices));
  }

  /** The same settings with this base address for all services that have none of their own. */
  public Settings withAppEngineUrl(String url) {
    return new Settings(url, appEngineServices, authorizations);
  }

  /** The same settings with this base address for one service. */
  public Settings withAppEngineService(String service, String url) {
    Map<String, String> services = new LinkedHashMap<>(appEngineServices);
    services.put(service, url);
    return new Settings(appEngineUrl, services, authorizations);
  }

  /** The same settings with tokens from {@code newAuthorizations}. */
  public Settings withAuthorizations(Authorizations newAuthorizations) {
    return new Settings(appEngineUrl, appEngineServices, newAuthorizations);
  }
}
