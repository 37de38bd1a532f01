package io.github.cloudtasks.grpc.v2beta3;

import io.github.cloudtasks.grpc.TableOfContentsTest;

class V2beta3Test extends TableOfContentsTest {
    V2beta3Test() {
        super("v2beta3");
    }
}
