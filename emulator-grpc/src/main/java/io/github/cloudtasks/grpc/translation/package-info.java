/** Messages and methods of one version of the API made into those of another, which has most of the same names. */
@NullMarked
package io.github.cloudtasks.grpc.translation;

import org.jspecify.annotations.NullMarked;
