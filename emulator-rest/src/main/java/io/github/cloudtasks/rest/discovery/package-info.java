/**
 * The discovery documents of the API, from which clients are generated, and BufferTask, which only these documents
 * define. The documents are generated from the descriptors at the first request for them.
 */
@NullMarked
package io.github.cloudtasks.rest.discovery;

import org.jspecify.annotations.NullMarked;
