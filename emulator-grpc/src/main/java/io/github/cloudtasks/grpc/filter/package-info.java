/** The filter language of list methods (AIP-160) over any message. */
@NullMarked
package io.github.cloudtasks.grpc.filter;

import org.jspecify.annotations.NullMarked;
