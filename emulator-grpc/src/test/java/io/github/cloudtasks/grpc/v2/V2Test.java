package io.github.cloudtasks.grpc.v2;

import io.github.cloudtasks.grpc.ApiVersionContract;

class V2Test extends ApiVersionContract {
    V2Test() {
        super("v2");
    }
}
