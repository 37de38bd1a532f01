/**
 * Cloud Tasks without a wire: the model, the engine, time and the port to a dispatcher.
 *
 * <p>The vocabulary, one word per thing. A <em>queue</em> holds <em>tasks</em>. A task carries a <em>payload</em>; a
 * queue has a <em>target</em>. A task is <em>due</em> when its <em>schedule time</em> is not after now. A push queue
 * <em>dispatches</em> a due task: the <em>attempt</em> ends in an <em>outcome</em>, which is <em>settled</em>: the task
 * is done, retried, or given up. A pull queue lets workers <em>lease</em>, <em>acknowledge</em>, <em>renew</em> and
 * <em>cancel</em>. To <em>purge</em> is to remove all tasks by request, to <em>delete</em> one by request, to
 * <em>expire</em> by age. A <em>tombstone</em> is a name that may not return yet. A <em>wake-up</em> is the next
 * instant at which a queue has something to do. An <em>id</em> is the last segment of a full resource <em>name</em>.
 *
 * <p>Start reading at {@link io.github.cloudtasks.engine.CloudTasks}.
 */
@NullMarked
package io.github.cloudtasks;

import org.jspecify.annotations.NullMarked;
