package io.github.cloudtasks.grpc.v2beta3;

import io.github.cloudtasks.grpc.ApiVersionContract;

class V2beta3Test extends ApiVersionContract {
    V2beta3Test() {
        super("v2beta3");
    }
}
