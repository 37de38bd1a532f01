/**
 * The versions of the API that there are; it stands above their packages, so that these can build on what they share.
 */
@NullMarked
package io.github.cloudtasks.grpc.versions;

import org.jspecify.annotations.NullMarked;
