/** Delivers the attempts of push tasks over HTTP/1.1 and reports how they ended; it decides nothing. */
@NullMarked
package io.github.cloudtasks.dispatcher;

import org.jspecify.annotations.NullMarked;
