/**
 * The service without a version: methods that are generic over a version's Task and Queue messages, the services that
 * all versions share, and converters of values that are the same in all versions.
 */
@NullMarked
package io.github.cloudtasks.grpc.service;

import org.jspecify.annotations.NullMarked;
