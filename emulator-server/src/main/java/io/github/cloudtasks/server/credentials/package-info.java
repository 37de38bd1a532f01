/**
 * Made-up credentials for clients that insist on some: the account of the emulator, the token endpoints of Google's
 * OAuth, STS and IAM credentials services, and a service account key file. None of them is a secret, and nothing checks
 * them. What clients send to the endpoints is neither logged nor kept.
 */
@NullMarked
package io.github.cloudtasks.server.credentials;

import org.jspecify.annotations.NullMarked;
