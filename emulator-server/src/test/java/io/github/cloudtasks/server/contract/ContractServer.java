package io.github.cloudtasks.server.contract;

import io.github.cloudtasks.engine.CloudTasks;
import io.github.cloudtasks.grpc.ApiVersions;
import io.github.cloudtasks.grpc.rpc.ApiVersion;
import io.github.cloudtasks.grpc.rpc.GrpcServices;
import io.github.cloudtasks.rest.RestApi;
import io.github.cloudtasks.server.port.ApiServices;
import io.github.cloudtasks.server.port.PortServer;
import io.github.cloudtasks.server.port.PortServer.Timeouts;
import io.github.cloudtasks.server.port.PortUnavailableException;
import io.github.cloudtasks.server.settings.ListenAddress;
import java.util.List;

/** A server with the gRPC and REST APIs on a free port, over an engine with virtual time. */
record ContractServer(PortServer port) {

    static ContractServer open(CloudTasks engine) throws PortUnavailableException {
        List<ApiVersion> versions = ApiVersions.of(engine);
        RestApi rest = new RestApi(versions);
        ApiServices services = new ApiServices(GrpcServices.of(versions), rest::addTo, rest::addTo);
        return new ContractServer(PortServer.open(new ListenAddress("127.0.0.1", 0), services, null, Timeouts.DEFAULT));
    }

    String endpoint() {
        return "127.0.0.1:" + port.port();
    }

    void close() {
        port.close();
    }
}
