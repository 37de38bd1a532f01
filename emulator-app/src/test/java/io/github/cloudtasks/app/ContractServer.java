package io.github.cloudtasks.app;

import io.github.cloudtasks.app.OnePort.Patience;
import io.github.cloudtasks.engine.CloudTasks;
import io.github.cloudtasks.grpc.rpc.ApiVersion;
import io.github.cloudtasks.grpc.rpc.GrpcServices;
import io.github.cloudtasks.grpc.ApiVersions;
import io.github.cloudtasks.rest.RestDoor;
import java.util.List;

/** Both doors of the emulator, on a port of their own, over an engine whose time stands still. */
record ContractServer(OnePort port) {

    static ContractServer open(CloudTasks engine) throws ListenException {
        List<ApiVersion> versions = ApiVersions.of(engine);
        RestDoor rest = new RestDoor(versions);
        Doors doors = new Doors(GrpcServices.of(versions), rest::addTo, rest::addTo);
        return new ContractServer(OnePort.open(new Address("127.0.0.1", 0), doors, null, Patience.DEFAULT));
    }

    String endpoint() {
        return "127.0.0.1:" + port.port();
    }

    void close() {
        port.close();
    }
}
