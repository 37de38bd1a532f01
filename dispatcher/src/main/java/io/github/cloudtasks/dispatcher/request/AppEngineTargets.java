package io.github.cloudtasks.dispatcher.request;

import io.github.cloudtasks.dispatcher.http.RequestException;
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
public final class AppEngineTargets {
    private static final Logger log = LoggerFactory.getLogger(AppEngineTargets.class);
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
    public AppEngineTargets(@Nullable String defaultUrl, Map<String, String> urlsByService) {
        defaultBase = defaultUrl == null ? null : base("--app-engine-url " + defaultUrl, defaultUrl);
        urlsByService.forEach((service, url) ->
                basesByService.put(nameOf(service), base("--app-engine-service " + service + "=" + url, url)));
    }

    /**
     * The url of a request to the app: the service's own base address, or else the default one, with its path kept in
     * front of {@code relativeUri}.
     */
    public TargetUrl url(AppEngineRouting routing, String relativeUri) throws RequestException {
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

    private RequestException noAddress(String service) {
        String reason =
                "no address is known for App Engine service \"" + service + "\": give one with --app-engine-url";
        if (warned.size() < MOST_WARNINGS && warned.add(service)) {
            log.warn("App Engine tasks cannot be delivered: {}", reason);
        }
        return new RequestException(reason);
    }

    private static String nameOf(String service) {
        return service.isEmpty() ? DEFAULT_SERVICE : service;
    }

    private static TargetUrl base(String flag, String url) {
        try {
            TargetUrl base = TargetUrl.parse(url).withQuery(null);
            base.origin();
            return base;
        } catch (RequestException e) {
            throw new IllegalArgumentException(flag + ": " + e.reason(), e);
        }
    }
}
