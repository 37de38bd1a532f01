/** Bounds of what is under way: the memory of requests and responses, and the threads for calls that take long. */
@NullMarked
package io.github.cloudtasks.grpc.load;

import org.jspecify.annotations.NullMarked;
