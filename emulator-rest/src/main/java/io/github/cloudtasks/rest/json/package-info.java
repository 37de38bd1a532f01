/**
 * Conversion between protobuf messages and JSON, as Google's front end does it:
 * {@link io.github.cloudtasks.rest.json.JsonReader} and {@link io.github.cloudtasks.rest.json.JsonWriter}.
 *
 * <p>{@code JsonFormat} of protobuf-java-util is not used, because its error messages differ from those of the service,
 * and it stops at the first error.
 */
@NullMarked
package io.github.cloudtasks.rest.json;

import org.jspecify.annotations.NullMarked;
