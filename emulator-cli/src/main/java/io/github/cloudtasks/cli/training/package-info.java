/**
 * The run in which the JVM records what it archives for later starts (AppCDS, AOT cache): the server in one process,
 * its callers and the target in another.
 */
@NullMarked
package io.github.cloudtasks.cli.training;

import org.jspecify.annotations.NullMarked;
