/** The tokens of dispatched requests, the key that signs them, and what a target needs in order to verify them. */
@NullMarked
package io.github.cloudtasks.dispatcher.tokens;

import org.jspecify.annotations.NullMarked;
