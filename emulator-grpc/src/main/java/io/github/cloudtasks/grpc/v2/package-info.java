/** Version v2 of the API: the table of its methods and the converters of its messages. */
@NullMarked
package io.github.cloudtasks.grpc.v2;

import org.jspecify.annotations.NullMarked;
