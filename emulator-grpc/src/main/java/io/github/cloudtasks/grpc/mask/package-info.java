/** Field masks on any message type: update masks of requests and read masks of responses. */
@NullMarked
package io.github.cloudtasks.grpc.mask;

import org.jspecify.annotations.NullMarked;
