/** Errors that the REST API reports before a service method is called, with their messages. */
@NullMarked
package io.github.cloudtasks.rest.errors;

import org.jspecify.annotations.NullMarked;
