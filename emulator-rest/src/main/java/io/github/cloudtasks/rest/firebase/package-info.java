/** Support for the Firebase Admin SDKs, which call paths without an API version and create tasks without a URL. */
@NullMarked
package io.github.cloudtasks.rest.firebase;

import org.jspecify.annotations.NullMarked;
