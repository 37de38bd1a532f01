/**
 * The Cloud Tasks service without a transport. Start reading at {@link io.github.cloudtasks.engine.CloudTasks}.
 *
 * <p>Subpackages: {@code rules} validates and completes requests, {@code queue} contains the queues at run time,
 * {@code state} saves and restores them, and {@code spec} contains the numbers of the service and the differences
 * between API versions.
 *
 * <p>Glossary:
 *
 * <ul>
 *   <li>A <em>queue</em> contains <em>tasks</em>. A task has a <em>payload</em>, a queue has a <em>target</em>.
 *   <li>A task is <em>due</em> when its <em>schedule time</em> is not after now.
 *   <li>A push queue <em>dispatches</em> due tasks. Each dispatch is an <em>attempt</em>, which is <em>in flight</em>
 *       until its <em>outcome</em> is <em>settled</em>: the task is done, retried or given up.
 *   <li>Workers <em>lease</em>, <em>acknowledge</em>, <em>renew</em> and <em>cancel</em> the tasks of a pull queue. The
 *       schedule time of a leased task is the <em>lease token</em>.
 *   <li>To <em>purge</em> is to delete all tasks of a queue by request. A task <em>expires</em> by age.
 *   <li>A <em>tombstone</em> is the blocked name of a deleted task or queue.
 *   <li>A <em>wake-up</em> is the next instant at which a queue has something to do.
 *   <li>An <em>id</em> is the last segment of a full resource <em>name</em>.
 * </ul>
 *
 * <p>Comments state the source of a behaviour: <em>recorded</em> from the real service, <em>documented</em> by Google,
 * <em>inferred</em> where no source says so, or <em>unlike</em> the service on purpose.
 */
@NullMarked
package io.github.cloudtasks.engine;

import org.jspecify.annotations.NullMarked;
