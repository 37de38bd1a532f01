/**
 * The transcoder: HTTP and JSON to the calls of any service that has {@code google.api.http} rules, as Google's front
 * end.
 */
@NullMarked
package io.github.cloudtasks.rest.routing;

import org.jspecify.annotations.NullMarked;
