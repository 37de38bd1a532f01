/** A parser for App Engine's queue.yaml, and the YAML parser that other configuration files use too. */
@NullMarked
package io.github.cloudtasks.grpc.queueyaml;

import org.jspecify.annotations.NullMarked;
