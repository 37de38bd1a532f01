/** Messages of one schema made into messages of another that has the same names. */
@NullMarked
package io.github.cloudtasks.grpc.translation;

import org.jspecify.annotations.NullMarked;
