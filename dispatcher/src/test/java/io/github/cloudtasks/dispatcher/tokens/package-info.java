/** Tests of the tokens, which a JOSE library that is not ours reads and verifies. */
package io.github.cloudtasks.dispatcher.tokens;
