/**
 * The parts of other APIs that gcloud calls for Cloud Tasks: what app a project has, and whether the service is
 * enabled.
 */
@NullMarked
package io.github.cloudtasks.server.appengine;

import org.jspecify.annotations.NullMarked;
