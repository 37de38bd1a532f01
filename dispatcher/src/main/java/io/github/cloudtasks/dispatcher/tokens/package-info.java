/** The tokens of dispatched requests, the key that signs them, and the public key with which a target verifies them. */
@NullMarked
package io.github.cloudtasks.dispatcher.tokens;

import org.jspecify.annotations.NullMarked;
