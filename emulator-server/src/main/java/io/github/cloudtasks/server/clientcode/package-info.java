/** Source code that creates a task with an official client: for curl, gcloud and the client libraries. */
@NullMarked
package io.github.cloudtasks.server.clientcode;

import org.jspecify.annotations.NullMarked;
