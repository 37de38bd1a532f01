/**
 * Version v2beta3 of the API, whose messages have all that the others' have: its mapping is written out, and the other
 * versions translate to and from its messages.
 */
@NullMarked
package io.github.cloudtasks.grpc.v2beta3;

import org.jspecify.annotations.NullMarked;
