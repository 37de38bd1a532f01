/** The paths without a version, by which the Firebase Admin SDKs reach an emulator. */
@NullMarked
package io.github.cloudtasks.rest.firebase;

import org.jspecify.annotations.NullMarked;
