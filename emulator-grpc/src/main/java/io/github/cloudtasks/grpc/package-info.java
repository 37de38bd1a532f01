/** The API versions of Cloud Tasks over gRPC and, through their annotations, over REST. */
@NullMarked
package io.github.cloudtasks.grpc;

import org.jspecify.annotations.NullMarked;
