package io.github.cloudtasks.grpc.v2beta2;

import io.github.cloudtasks.grpc.ApiVersionContract;

class V2beta2Test extends ApiVersionContract {
    V2beta2Test() {
        super("v2beta2");
    }
}
