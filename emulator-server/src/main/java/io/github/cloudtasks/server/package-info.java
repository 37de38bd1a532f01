/** The composition root: connects the engine, the APIs, the dispatcher and the port to one running server. */
@NullMarked
package io.github.cloudtasks.server;

import org.jspecify.annotations.NullMarked;
