package io.github.cloudtasks.engine;

import io.github.cloudtasks.engine.queue.CmekConfigs;
import io.github.cloudtasks.engine.queue.QueueRegistry;
import io.github.cloudtasks.engine.rules.PageTokens;
import io.github.cloudtasks.engine.rules.ResourceNames;
import io.github.cloudtasks.engine.spec.Limits;
import io.github.cloudtasks.engine.spec.Permission;
import io.github.cloudtasks.engine.spec.Regions;
import io.github.cloudtasks.model.CmekConfig;
import io.github.cloudtasks.model.LocationName;
import io.github.cloudtasks.model.Page;
import io.github.cloudtasks.time.Timeline;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * The methods of the API that work on locations, including their customer-managed encryption keys (CMEK). See
 * {@link CloudTasks} for what all of them have in common.
 */
public final class LocationApi {
    private final Timeline timeline;
    private final QueueRegistry registry;
    private final CmekConfigs cmekConfigs;

    /** The order of lists: the location of the App Engine app is the first (seen in the source of gcloud). */
    private final Comparator<String> order;

    /** @param appLocation the id of the location of the project's App Engine app; empty if it has none */
    LocationApi(Timeline timeline, QueueRegistry registry, CmekConfigs cmekConfigs, String appLocation) {
        this.order = Comparator.<String, Boolean>comparing(id -> !id.equals(appLocation))
                .thenComparing(Comparator.naturalOrder());
        this.timeline = timeline;
        this.registry = registry;
        this.cmekConfigs = cmekConfigs;
    }

    /**
     * Lists the regions of the service and all other locations with queues of the project, in the order of their ids.
     * The location of the App Engine app, if there is one, is the first.
     *
     * @param name the name of the project
     * @param pageSize at least 0; 0 means all locations
     * @param pageToken empty for the first page
     */
    public Page<LocationName> listLocations(String name, int pageSize, String pageToken) {
        String project = ResourceNames.project(name, Permission.LOCATIONS_LIST);
        int size = PageTokens.size(pageSize, Integer.MAX_VALUE, "ListLocationsRequest");
        String list = "locations of " + project;
        Instant now = timeline.now();
        String after = PageTokens.after(pageToken, list, now);
        List<LocationName> rest = Regions.withThoseInUse(project, registry.names())
                .sorted(order)
                .filter(id -> after.isEmpty() || order.compare(id, after) > 0)
                .map(id -> new LocationName(project, id))
                .toList();
        // Some clients request the next page of locations without its token. So the last page has no token here.
        return rest.size() <= size
                ? new Page<>(rest, "")
                : PageTokens.page(rest.subList(0, size), LocationName::locationId, list, now);
    }

    /** Returns a location. Any valid location id exists; with {@link Limits#strict} only the regions of the service. */
    public LocationName getLocation(String name) {
        LocationName location = ResourceNames.location(name, Permission.LOCATIONS_GET);
        registry.checkLocation(location);
        return location;
    }

    /** Returns the encryption key of a location. It is empty unless one was set. */
    public CmekConfig getCmekConfig(String name) {
        return cmekConfigs.get(ResourceNames.locationOfCmekConfig(name));
    }

    /**
     * Sets or removes the encryption key of a location. The emulator stores the name of the key and encrypts nothing.
     *
     * @param change maps the name of the current key to that of the new one; empty means no key. It is called once,
     *     after the name was checked
     */
    public CmekConfig updateCmekConfig(String name, UnaryOperator<String> change) {
        return cmekConfigs.update(ResourceNames.locationOfCmekConfig(name), change);
    }
}
