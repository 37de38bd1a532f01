/** The control API for tests: clock, idle waits, attempts, reset, and export and import of state. */
@NullMarked
package io.github.cloudtasks.server.control;

import org.jspecify.annotations.NullMarked;
