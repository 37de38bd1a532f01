/**
 * The rules that keep web pages from driving the emulator: which origins, sites and host names are accepted, and the
 * CORS headers of accepted origins. {@link io.github.cloudtasks.rest.access.AccessPolicy} is the entry point.
 *
 * <p>Pure functions of the method and the headers. Nothing here reads a connection, so the same rules apply to
 * HTTP/1.1, HTTP/2 and gRPC.
 */
@NullMarked
package io.github.cloudtasks.rest.access;

import org.jspecify.annotations.NullMarked;
