/**
 * The errors of Google's front end: those that it reports before a service is called, with their messages, and the HTTP
 * status of every error code. Nothing here writes a response.
 */
@NullMarked
package io.github.cloudtasks.rest.errors;

import org.jspecify.annotations.NullMarked;
