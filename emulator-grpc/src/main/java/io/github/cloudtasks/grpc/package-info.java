/** The gRPC door: services made of descriptors and functions, and the mapping of each API version. */
@NullMarked
package io.github.cloudtasks.grpc;

import org.jspecify.annotations.NullMarked;
