/** Version v2 of the API, whose messages are v2beta3's with fewer fields and other numbers. */
@NullMarked
package io.github.cloudtasks.grpc.v2;

import org.jspecify.annotations.NullMarked;
