package io.github.cloudtasks.grpc.service;

import com.google.api.HttpRule;
import com.google.protobuf.Descriptors.MethodDescriptor;
import io.github.cloudtasks.engine.CloudTasks;
import io.github.cloudtasks.grpc.filter.Filter;
import io.github.cloudtasks.grpc.rpc.HttpAnnotations;
import io.github.cloudtasks.grpc.rpc.RpcService;
import io.github.cloudtasks.model.LocationName;
import io.github.cloudtasks.model.Page;
import io.github.cloudtasks.proto.location.GetLocationRequest;
import io.github.cloudtasks.proto.location.ListLocationsRequest;
import io.github.cloudtasks.proto.location.ListLocationsResponse;
import io.github.cloudtasks.proto.location.Location;
import io.github.cloudtasks.proto.location.LocationsProto;
import java.util.List;

/** {@code google.cloud.location.Locations}: one service over gRPC, and below each version's paths over REST. */
public final class LocationsService {
    private static final String REGION_LABEL = "cloud.googleapis.com/region";

    private final CloudTasks engine;

    private LocationsService(CloudTasks engine) {
        this.engine = engine;
    }

    /**
     * The service as one version of the API has it.
     *
     * @param version the first segment of its REST paths
     */
    public static RpcService of(CloudTasks engine, String version) {
        LocationsService service = new LocationsService(engine);
        return RpcService.of(
                        LocationsProto.getDescriptor().findServiceByName("Locations"),
                        method -> httpRules(method, version))
                .rpc("ListLocations", ListLocationsRequest.class, ListLocationsResponse.class, service::listLocations)
                .rpc("GetLocation", GetLocationRequest.class, Location.class, service::getLocation)
                .service();
    }

    /**
     * The rules of the shared descriptor say v1 and also have paths outside of projects, which Cloud Tasks has not
     * (documented).
     */
    private static List<HttpRule> httpRules(MethodDescriptor method, String version) {
        return HttpAnnotations.of(method).stream()
                .filter(rule -> rule.getGet().startsWith("/v1/{name=projects/"))
                .map(rule -> rule.toBuilder()
                        .setGet("/" + version + rule.getGet().substring("/v1".length()))
                        .build())
                .toList();
    }

    /** A filter may make pages shorter than asked for (inferred). */
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
