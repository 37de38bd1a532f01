/** The JUnit extension: an annotation for fields and parameters, and an extension with a builder. */
@NullMarked
package io.github.cloudtasks.junit5;

import org.jspecify.annotations.NullMarked;
