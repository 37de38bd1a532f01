/** An HTTP/1.1 client with pooled connections. It knows nothing of tasks. */
@NullMarked
package io.github.cloudtasks.dispatcher.http;

import org.jspecify.annotations.NullMarked;
