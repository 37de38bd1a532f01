/** The request of an attempt: URL, headers, App Engine routing, URI overrides, rewrites and redirects. */
@NullMarked
package io.github.cloudtasks.dispatcher.request;

import org.jspecify.annotations.NullMarked;
