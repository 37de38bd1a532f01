/** The port through which due push tasks leave the engine and outcomes come back. */
@NullMarked
package io.github.cloudtasks.dispatch;

import org.jspecify.annotations.NullMarked;
