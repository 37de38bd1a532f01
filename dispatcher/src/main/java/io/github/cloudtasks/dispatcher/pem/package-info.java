/** Reads and writes PEM files, and writes the little DER that this takes. The only PEM reader of the project. */
@NullMarked
package io.github.cloudtasks.dispatcher.pem;

import org.jspecify.annotations.NullMarked;
