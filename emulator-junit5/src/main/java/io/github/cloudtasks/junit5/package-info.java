/**
 * The emulator in the process of a test: an annotation for fields and parameters, and an extension for those who build
 * it.
 */
@NullMarked
package io.github.cloudtasks.junit5;

import org.jspecify.annotations.NullMarked;
