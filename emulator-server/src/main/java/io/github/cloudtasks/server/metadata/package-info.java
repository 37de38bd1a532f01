/**
 * The metadata server of Compute Engine, as far as Google's authentication libraries read it, so that Application
 * Default Credentials work without a key file.
 */
@NullMarked
package io.github.cloudtasks.server.metadata;

import org.jspecify.annotations.NullMarked;
