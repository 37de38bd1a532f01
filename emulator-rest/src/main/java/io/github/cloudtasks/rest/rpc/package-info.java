/** Calls of gRPC methods over plain HTTP, at {@code /$rpc/SERVICE/METHOD}. */
@NullMarked
package io.github.cloudtasks.rest.rpc;

import org.jspecify.annotations.NullMarked;
