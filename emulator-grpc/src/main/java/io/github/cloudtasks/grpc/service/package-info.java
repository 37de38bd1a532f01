/** The parts of the service that all API versions share. */
@NullMarked
package io.github.cloudtasks.grpc.service;

import org.jspecify.annotations.NullMarked;
