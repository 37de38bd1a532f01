package io.github.cloudtasks.grpc.service;

import com.google.api.HttpRule;
import com.google.protobuf.Descriptors.MethodDescriptor;
import io.github.cloudtasks.engine.CloudTasks;
import io.github.cloudtasks.grpc.filter.Filter;
import io.github.cloudtasks.grpc.rpc.Rpc;
import io.github.cloudtasks.grpc.rpc.RpcService;
import io.github.cloudtasks.model.LocationName;
import io.github.cloudtasks.model.Page;
import io.github.cloudtasks.proto.location.GetLocationRequest;
import io.github.cloudtasks.proto.location.ListLocationsRequest;
import io.github.cloudtasks.proto.location.ListLocationsResponse;
import io.github.cloudtasks.proto.location.Location;
import io.github.cloudtasks.proto.location.LocationsProto;
import java.util.List;

/**
 * The service {@code google.cloud.location.Locations}. gRPC has one for all versions; REST has its paths below each
 * version.
 */
public final class LocationsService {
    private static final String REGION_LABEL = "cloud.googleapis.com/region";

    private final CloudTasks engine;

    private LocationsService(CloudTasks engine) {
        this.engine = engine;
    }

    /**
     * Returns the service of one API version.
     *
     * @param version the first segment of the REST paths
     */
    public static RpcService of(CloudTasks engine, String version) {
        LocationsService service = new LocationsService(engine);
        return RpcService.builder(
                        LocationsProto.getDescriptor().findServiceByName("Locations"),
                        method -> httpRules(method, version))
                .onError(engine::logRefusal)
                .rpc(
                        "ListLocations",
                        ListLocationsRequest.getDefaultInstance(),
                        ListLocationsResponse.getDefaultInstance(),
                        service::listLocations)
                .rpc(
                        "GetLocation",
                        GetLocationRequest.getDefaultInstance(),
                        Location.getDefaultInstance(),
                        service::getLocation)
                .build();
    }

    /**
     * Returns the REST paths of a method in the version. The annotations of the shared descriptor say v1, and also have
     * paths outside of projects, which Cloud Tasks does not offer (documented).
     */
    private static List<HttpRule> httpRules(MethodDescriptor method, String version) {
        return Rpc.annotatedHttpRules(method).stream()
                .filter(rule -> rule.getGet().startsWith("/v1/{name=projects/"))
                .map(rule -> rule.toBuilder()
                        .setGet("/" + version + rule.getGet().substring("/v1".length()))
                        .build())
                .toList();
    }

    /** The filter is applied to a page, so that a page may be shorter than its size (inferred). */
    private ListLocationsResponse listLocations(ListLocationsRequest request) {
        Filter filter = Filter.parse(Location.getDescriptor(), request.getFilter());
        Page<LocationName> page =
                engine.locations().listLocations(request.getName(), request.getPageSize(), request.getPageToken());
        return ListLocationsResponse.newBuilder()
                .addAllLocations(page.items().stream()
                        .map(LocationsService::toProto)
                        .filter(filter::matches)
                        .toList())
                .setNextPageToken(page.nextPageToken())
                .build();
    }

    private Location getLocation(GetLocationRequest request) {
        return toProto(engine.locations().getLocation(request.getName()));
    }

    private static Location toProto(LocationName location) {
        return Location.newBuilder()
                .setName(location.toString())
                .setLocationId(location.locationId())
                .setDisplayName(location.locationId())
                .putLabels(REGION_LABEL, location.locationId())
                .build();
    }
}
