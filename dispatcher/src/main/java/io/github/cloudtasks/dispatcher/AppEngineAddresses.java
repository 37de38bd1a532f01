package io.github.cloudtasks.dispatcher;

import io.github.cloudtasks.model.AppEngineRouting;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which address stands in for the App Engine app. Only the service matters: versions and instances of a service share
 * its address, as do all projects (unlike the service).
 */
final class AppEngineAddresses {
    private static final Logger log = LoggerFactory.getLogger(AppEngineAddresses.class);
    private static final String DEFAULT_SERVICE = "default";

    /** Callers choose service names; this bounds what is remembered of them. */
    private static final int MOST_WARNINGS = 100;

    private final @Nullable TargetUrl defaultBase;
    private final Map<String, TargetUrl> basesByService = new HashMap<>();
    private final Set<String> warned = ConcurrentHashMap.newKeySet();

    /**
     * Reads the addresses that the settings name.
     *
     * @throws IllegalArgumentException if one is not an {@code http://} or {@code https://} address; says which
     */
    AppEngineAddresses(Settings settings) {
        String url = settings.appEngineUrl();
        defaultBase = url == null ? null : base("--app-engine-url " + url, url);
        settings.appEngineServices()
                .forEach((service, address) -> basesByService.put(
                        nameOf(service), base("--app-engine-service " + service + "=" + address, address)));
    }

    /**
     * The url of a request to the app: the service's own base address, or else the default one, with its path kept in
     * front of {@code relativeUri}.
     */
    TargetUrl url(AppEngineRouting routing, String relativeUri) throws Undeliverable {
        String service = nameOf(routing.service());
        TargetUrl base = basesByService.getOrDefault(service, defaultBase);
        if (base == null) {
            throw noAddress(service);
        }
        TargetUrl relative = base.withRelative(relativeUri);
        String prefix =
                base.path().endsWith("/") ? base.path().substring(0, base.path().length() - 1) : base.path();
        return relative.withPath(prefix + (relative.path().isEmpty() ? "/" : relative.path()));
    }

    private Undeliverable noAddress(String service) {
        String reason =
                "no address is known for App Engine service \"" + service + "\": give one with --app-engine-url";
        if (warned.size() < MOST_WARNINGS && warned.add(service)) {
            log.warn("App Engine tasks cannot be delivered: {}", reason);
        }
        return new Undeliverable(reason);
    }

    private static String nameOf(String service) {
        return service.isEmpty() ? DEFAULT_SERVICE : service;
    }

    private static TargetUrl base(String flag, String url) {
        try {
            TargetUrl base = TargetUrl.parse(url).withQuery(null);
            base.origin();
            return base;
        } catch (Undeliverable e) {
            throw new IllegalArgumentException(flag + ": " + e.reason(), e);
        }
    }
}
