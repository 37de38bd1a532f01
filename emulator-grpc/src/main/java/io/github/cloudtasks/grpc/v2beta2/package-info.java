/** Version v2beta2 of the API: its table of contents, what each method does, and its messages as the model has them. */
@NullMarked
package io.github.cloudtasks.grpc.v2beta2;

import org.jspecify.annotations.NullMarked;
