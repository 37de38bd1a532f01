/** Tests of the tokens, which an independent JOSE library reads and verifies. */
package io.github.cloudtasks.dispatcher.tokens;
