/**
 * Faults on purpose: what they are, the seeded decisions when they occur, and the dispatcher and the API that cause
 * them.
 */
@NullMarked
package io.github.cloudtasks.server.faults;

import org.jspecify.annotations.NullMarked;
