/** The emulator in a container, for tests with Testcontainers. */
@NullMarked
package io.github.cloudtasks.testcontainers;

import org.jspecify.annotations.NullMarked;
