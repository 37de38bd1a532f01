/** The Testcontainers module: the emulator in a container. */
@NullMarked
package io.github.cloudtasks.testcontainers;

import org.jspecify.annotations.NullMarked;
