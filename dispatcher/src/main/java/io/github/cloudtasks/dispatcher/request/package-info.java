/**
 * The HTTP request of an attempt: URL, headers, App Engine routing, URI overrides, rewrites and redirects.
 * {@link io.github.cloudtasks.dispatcher.request.DispatchRequestFactory} is the entry point,
 * {@link io.github.cloudtasks.dispatcher.request.DispatchHeaders} lists all headers.
 */
@NullMarked
package io.github.cloudtasks.dispatcher.request;

import org.jspecify.annotations.NullMarked;
