/** Facts about the real service as data: limits, regions, permissions and the differences between API versions. */
@NullMarked
package io.github.cloudtasks.engine.spec;

import org.jspecify.annotations.NullMarked;
