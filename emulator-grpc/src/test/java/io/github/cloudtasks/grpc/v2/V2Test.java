package io.github.cloudtasks.grpc.v2;

import io.github.cloudtasks.grpc.TableOfContentsTest;

class V2Test extends TableOfContentsTest {
    V2Test() {
        super("v2");
    }
}
