/** The part of the App Engine Admin API that clients of Cloud Tasks call: what app a project has. */
@NullMarked
package io.github.cloudtasks.server.appengine;

import org.jspecify.annotations.NullMarked;
