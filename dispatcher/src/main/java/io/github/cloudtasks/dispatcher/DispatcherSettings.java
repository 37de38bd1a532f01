package io.github.cloudtasks.dispatcher;

import io.github.cloudtasks.dispatcher.http.NameLookup;
import io.github.cloudtasks.dispatcher.http.TargetTrust;
import io.github.cloudtasks.dispatcher.request.AuthorizationProvider;
import io.github.cloudtasks.dispatcher.request.SettingNames;
import io.github.cloudtasks.dispatcher.request.TargetRewrite;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The settings of the dispatcher. Immutable.
 *
 * @param appEngineUrl the address of App Engine apps, {@code http://} or {@code https://}; null for none
 * @param appEngineServices the addresses of single services by service name; {@code default} is the default service
 * @param rewrites the addresses that replace those in the URLs of HTTP tasks and redirects
 * @param trust the HTTPS targets that are trusted
 * @param authorizationProvider the source of tokens
 * @param names the names of settings in messages
 * @param nameLookup the look-up of the host names of targets
 */
public record DispatcherSettings(
        @Nullable String appEngineUrl,
        Map<String, String> appEngineServices,
        List<TargetRewrite> rewrites,
        TargetTrust trust,
        AuthorizationProvider authorizationProvider,
        SettingNames names,
        NameLookup nameLookup) {

    /** No App Engine address, no rewrites, trust in the certificate authorities of the JDK, and no tokens. */
    public static final DispatcherSettings DEFAULT = new DispatcherSettings(
            null,
            Map.of(),
            List.of(),
            TargetTrust.JDK,
            AuthorizationProvider.NONE,
            SettingNames.DEFAULT,
            NameLookup.SYSTEM);

    public DispatcherSettings {
        appEngineServices = Collections.unmodifiableMap(new LinkedHashMap<>(appEngineServices));
        rewrites = List.copyOf(rewrites);
    }

    /** Returns the same settings with an address for all App Engine services that have none of their own. */
    public DispatcherSettings withAppEngineUrl(String url) {
        return new DispatcherSettings(
                url, appEngineServices, rewrites, trust, authorizationProvider, names, nameLookup);
    }

    /** Returns the same settings with an address for one App Engine service. */
    public DispatcherSettings withAppEngineService(String service, String url) {
        Map<String, String> services = new LinkedHashMap<>(appEngineServices);
        services.put(service, url);
        return new DispatcherSettings(
                appEngineUrl, services, rewrites, trust, authorizationProvider, names, nameLookup);
    }

    /**
     * Returns the same settings with one more rewrite.
     *
     * @throws IllegalArgumentException if there is a rewrite for the same URLs
     */
    public DispatcherSettings withRewrite(TargetRewrite rewrite) {
        for (TargetRewrite other : rewrites) {
            if (other.matchesSameUrlsAs(rewrite)) {
                throw new IllegalArgumentException("there is another one for " + other.from());
            }
        }
        List<TargetRewrite> all =
                Stream.concat(rewrites.stream(), Stream.of(rewrite)).toList();
        return new DispatcherSettings(
                appEngineUrl, appEngineServices, all, trust, authorizationProvider, names, nameLookup);
    }

    /** Returns the same settings with another trust. */
    public DispatcherSettings withTrust(TargetTrust newTrust) {
        return new DispatcherSettings(
                appEngineUrl, appEngineServices, rewrites, newTrust, authorizationProvider, names, nameLookup);
    }

    /** Returns the same settings with another source of tokens. */
    public DispatcherSettings withAuthorizationProvider(AuthorizationProvider newProvider) {
        return new DispatcherSettings(appEngineUrl, appEngineServices, rewrites, trust, newProvider, names, nameLookup);
    }

    /** Returns the same settings with other names in messages. */
    public DispatcherSettings withNames(SettingNames newNames) {
        return new DispatcherSettings(
                appEngineUrl, appEngineServices, rewrites, trust, authorizationProvider, newNames, nameLookup);
    }

    /** Returns the same settings with another look-up of host names. */
    public DispatcherSettings withNameLookup(NameLookup newLookup) {
        return new DispatcherSettings(
                appEngineUrl, appEngineServices, rewrites, trust, authorizationProvider, names, newLookup);
    }
}
