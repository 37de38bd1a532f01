/** What the methods of a version do, whatever its messages look like: forms bring messages to the model and back. */
@NullMarked
package io.github.cloudtasks.grpc.calls;

import org.jspecify.annotations.NullMarked;
