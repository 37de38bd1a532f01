/** Field masks over any message: which fields a request changes, and which an answer shows. */
@NullMarked
package io.github.cloudtasks.grpc.mask;

import org.jspecify.annotations.NullMarked;
