/** TLS of the server: certificates that are read from files or created at start. */
@NullMarked
package io.github.cloudtasks.server.tls;

import org.jspecify.annotations.NullMarked;
