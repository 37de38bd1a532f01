/** The settings of a server: one table with flag, environment variable, default and help text, and its parser. */
@NullMarked
package io.github.cloudtasks.server.settings;

import org.jspecify.annotations.NullMarked;
