package io.github.cloudtasks.dispatcher;

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
 * @param authorizations makes tokens
 */
public record Settings(
        @Nullable String appEngineUrl,
        Map<String, String> appEngineServices,
        List<TargetRewrite> rewrites,
        TargetTrust trust,
        Authorizations authorizations) {

    /** No App Engine address, every task delivered where its url says, trust as the JDK has it, no tokens. */
    public static final Settings DEFAULT =
            new Settings(null, Map.of(), List.of(), TargetTrust.OF_THE_JDK, Authorizations.NONE);

    public Settings {
        appEngineServices = Collections.unmodifiableMap(new LinkedHashMap<>(appEngineServices));
        rewrites = List.copyOf(rewrites);
    }

    /** The same settings with this base address for all services that have none of their own. */
    public Settings withAppEngineUrl(String url) {
        return new Settings(url, appEngineServices, rewrites, trust, authorizations);
    }

    /** The same settings with this base address for one service. */
    public Settings withAppEngineService(String service, String url) {
        Map<String, String> services = new LinkedHashMap<>(appEngineServices);
        services.put(service, url);
        return new Settings(appEngineUrl, services, rewrites, trust, authorizations);
    }

    /**
     * The same settings with one more rewrite.
     *
     * @throws IllegalArgumentException if there is one for the same urls; the text says so
     */
    public Settings withRewrite(TargetRewrite rewrite) {
        for (TargetRewrite other : rewrites) {
            if (other.rule().isForTheSameAs(rewrite.rule())) {
                throw new IllegalArgumentException("there is another one for " + other.from());
            }
        }
        List<TargetRewrite> all =
                Stream.concat(rewrites.stream(), Stream.of(rewrite)).toList();
        return new Settings(appEngineUrl, appEngineServices, all, trust, authorizations);
    }

    /** The same settings with another trust. */
    public Settings withTrust(TargetTrust newTrust) {
        return new Settings(appEngineUrl, appEngineServices, rewrites, newTrust, authorizations);
    }

    /** The same settings with tokens from {@code newAuthorizations}. */
    public Settings withAuthorizations(Authorizations newAuthorizations) {
        return new Settings(appEngineUrl, appEngineServices, rewrites, trust, newAuthorizations);
    }
}
