/** The listening sockets: one port that serves gRPC and HTTP/1.1, in plaintext and over TLS. */
@NullMarked
package io.github.cloudtasks.server.port;

import org.jspecify.annotations.NullMarked;
