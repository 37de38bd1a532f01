/** The description of RPC methods, services and API versions, the way they are called, and the mapping of errors. */
@NullMarked
package io.github.cloudtasks.grpc.rpc;

import org.jspecify.annotations.NullMarked;
