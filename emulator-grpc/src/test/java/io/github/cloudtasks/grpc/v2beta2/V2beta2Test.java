package io.github.cloudtasks.grpc.v2beta2;

import io.github.cloudtasks.grpc.TableOfContentsTest;

class V2beta2Test extends TableOfContentsTest {
    V2beta2Test() {
        super("v2beta2");
    }
}
