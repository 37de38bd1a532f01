/** What a test may do with a running emulator and no client of the service can: start over, wait, and move the time. */
@NullMarked
package io.github.cloudtasks.app.control;

import org.jspecify.annotations.NullMarked;
