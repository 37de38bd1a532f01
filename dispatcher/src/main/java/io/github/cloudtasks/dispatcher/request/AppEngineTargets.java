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
 * The addresses of App Engine apps. A service has an address or uses the default one. All versions and instances of a
 * service share its address, and so do all projects (unlike the service).
 */
public final class AppEngineTargets {
    private static final Logger log = LoggerFactory.getLogger(AppEngineTargets.class);
    private static final String DEFAULT_SERVICE = "default";

    /** The number of services that are remembered as warned of; their names come from callers. */
    private static final int MAX_WARNINGS = 100;

    private final SettingNames names;
    private final @Nullable TargetUrl defaultBase;
    private final Map<String, TargetUrl> basesByService = new HashMap<>();
    private final Set<String> warned = ConcurrentHashMap.newKeySet();

    /**
     * Reads the addresses.
     *
     * @param defaultUrl the address of services that have none of their own; null for none
     * @param urlsByService addresses by service name; {@code default} is the default service
     * @throws IllegalArgumentException if an address is not an {@code http://} or {@code https://} URL; the message
     *     states which
     */
    public AppEngineTargets(@Nullable String defaultUrl, Map<String, String> urlsByService, SettingNames names) {
        this.names = names;
        defaultBase = defaultUrl == null ? null : base(names.appEngineUrl() + " " + defaultUrl, defaultUrl);
        urlsByService.forEach((service, url) ->
                basesByService.put(nameOf(service), base(names.appEngineService() + " " + service + "=" + url, url)));
    }

    /** Returns the URL of a request: the address of the service, with its path in front of {@code relativeUri}. */
    TargetUrl url(AppEngineRouting routing, String relativeUri) throws RequestException {
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
        String reason = "App Engine service \"" + service + "\" has no address: set " + names.appEngineService() + " "
                + service + "=URL, or " + names.appEngineUrl() + " URL for all services";
        if (warned.size() < MAX_WARNINGS && warned.add(service)) {
            log.warn("App Engine tasks cannot be delivered: {}", reason);
        }
        return new RequestException(reason);
    }

    private static String nameOf(String service) {
        return service.isEmpty() ? DEFAULT_SERVICE : service;
    }

    private static TargetUrl base(String setting, String url) {
        try {
            TargetUrl base = TargetUrl.parse(url).withQuery(null);
            base.origin();
            return base;
        } catch (RequestException e) {
            throw new IllegalArgumentException(setting + ": " + e.reason(), e);
        }
    }
}
