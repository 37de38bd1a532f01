/**
 * An HTTP/1.1 client with pooled connections, timeouts and TLS. It knows nothing of tasks, queues or tokens.
 * {@link io.github.cloudtasks.dispatcher.http.HttpClient#send} is the entry point.
 */
@NullMarked
package io.github.cloudtasks.dispatcher.http;

import org.jspecify.annotations.NullMarked;
