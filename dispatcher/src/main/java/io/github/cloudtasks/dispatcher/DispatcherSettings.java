package io.github.cloudtasks.dispatcher;

import io.github.cloudtasks.dispatcher.http.TargetTrust;
import io.github.cloudtasks.dispatcher.request.AuthorizationProvider;
import io.github.cloudtasks.dispatcher.request.TargetRewrite;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a user can tell the dispatcher.
 *
 * @param appEngineUrl the base address of App Engine apps, {@code http://} or {@code https://}; null for none
 * @param appEngineServices base addresses of single services, by service name; {@code default} is the default service
 * @param rewrites where HTTP tasks are delivered instead of where their urls say
 * @param trust which https targets are trusted
 * @param authorizationProvider makes tokens
 */
public record DispatcherSettings(
        @Nullable String appEngineUrl,
        Map<String, String> appEngineServices,
        List<TargetRewrite> rewrites,
        TargetTrust trust,
        AuthorizationProvider authorizationProvider) {

    /** No App Engine address, every task delivered where its url says, trust as the JDK has it, no tokens. */
    public static final DispatcherSettings DEFAULT =
            new DispatcherSettings(null, Map.of(), List.of(), TargetTrust.JDK, AuthorizationProvider.NONE);

    public DispatcherSettings {
        appEngineServices = Collections.unmodifiableMap(new LinkedHashMap<>(appEngineServices));
        rewrites = List.copyOf(rewrites);
    }

    /** The same settings with this base address for all services that have none of their own. */
    public DispatcherSettings withAppEngineUrl(String url) {
        return new DispatcherSettings(url, appEngineServices, rewrites, trust, authorizationProvider);
    }

    /** The same settings with this base address for one service. */
    public DispatcherSettings withAppEngineService(String service, String url) {
        Map<String, String> services = new LinkedHashMap<>(appEngineServices);
        services.put(service, url);
        return new DispatcherSettings(appEngineUrl, services, rewrites, trust, authorizationProvider);
    }

    /**
     * The same settings with one more rewrite.
     *
     * @throws IllegalArgumentException if there is one for the same urls; the text says so
     */
    public DispatcherSettings withRewrite(TargetRewrite rewrite) {
        for (TargetRewrite other : rewrites) {
            if (other.matchesSameUrlsAs(rewrite)) {
                throw new IllegalArgumentException("there is another one for " + other.from());
            }
        }
        List<TargetRewrite> all =
                Stream.concat(rewrites.stream(), Stream.of(rewrite)).toList();
        return new DispatcherSettings(appEngineUrl, appEngineServices, all, trust, authorizationProvider);
    }

    /** The same settings with another trust. */
    public DispatcherSettings withTrust(TargetTrust newTrust) {
        return new DispatcherSettings(appEngineUrl, appEngineServices, rewrites, newTrust, authorizationProvider);
    }

    /** The same settings with tokens from {@code newAuthorizations}. */
    public DispatcherSettings withAuthorizationProvider(AuthorizationProvider newProvider) {
        return new DispatcherSettings(appEngineUrl, appEngineServices, rewrites, trust, newProvider);
    }
}
