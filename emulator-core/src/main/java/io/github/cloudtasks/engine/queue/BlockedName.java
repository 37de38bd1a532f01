package io.github.cloudtasks.engine.queue;

import java.time.Instant;

/**
 * The name of a deleted task or queue, which cannot be used again for some time.
 *
 * @param id the last segment of the name of a task; the full name of a queue
 * @param idIsGenerated whether the service chose it
 * @param until the end of the block, exclusive
 */
public record BlockedName(String id, boolean idIsGenerated, Instant until) {}
