/** App Engine's queue.yaml: its text, and the queues that it asks for. */
@NullMarked
package io.github.cloudtasks.grpc.queueyaml;

import org.jspecify.annotations.NullMarked;
