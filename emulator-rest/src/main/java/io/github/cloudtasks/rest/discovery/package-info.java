/** What only Google's discovery documents know of Cloud Tasks: the documents themselves, and BufferTask. */
@NullMarked
package io.github.cloudtasks.rest.discovery;

import org.jspecify.annotations.NullMarked;
