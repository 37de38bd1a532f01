/** Field masks on any message type: update masks of requests, read masks and selections of responses. */
@NullMarked
package io.github.cloudtasks.grpc.mask;

import org.jspecify.annotations.NullMarked;
