/** Conversion between protobuf messages and JSON as Google's front end reads and writes it. */
@NullMarked
package io.github.cloudtasks.rest.json;

import org.jspecify.annotations.NullMarked;
