package io.github.cloudtasks.engine;

import io.github.cloudtasks.engine.queue.CmekConfigs;
import io.github.cloudtasks.engine.queue.LiveQueue;
import io.github.cloudtasks.engine.queue.QueueRegistry;
import io.github.cloudtasks.engine.rules.PageTokens;
import io.github.cloudtasks.engine.rules.PolicyRules;
import io.github.cloudtasks.engine.rules.QueueRules;
import io.github.cloudtasks.engine.rules.ResourceNames;
import io.github.cloudtasks.engine.spec.Dialect;
import io.github.cloudtasks.engine.spec.Limits;
import io.github.cloudtasks.engine.spec.Permission;
import io.github.cloudtasks.model.LocationName;
import io.github.cloudtasks.model.Page;
import io.github.cloudtasks.model.Policy;
import io.github.cloudtasks.model.QueueName;
import io.github.cloudtasks.model.RetryConfig;
import io.github.cloudtasks.model.queue.NewQueue;
import io.github.cloudtasks.model.queue.Queue;
import io.github.cloudtasks.model.queue.QueueState;
import io.github.cloudtasks.model.queue.QueueStats;
import io.github.cloudtasks.model.queue.Target.PushTarget;
import io.github.cloudtasks.time.Timeline;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The methods of the API that work on queues. See {@link CloudTasks} for what all of them have in common.
 *
 * <p>A method that takes a queue name throws NOT_FOUND if the queue does not exist, unless it creates the queue. With
 * {@link Limits#autoCreateQueues}, the methods that say so create a missing queue instead.
 */
public final class QueueApi {
    private final Limits limits;
    private final Timeline timeline;
    private final QueueRegistry registry;
    private final CmekConfigs cmekConfigs;
    private final Dialect dialect;
    private final QueueRules rules;

    QueueApi(Limits limits, Timeline timeline, QueueRegistry registry, CmekConfigs cmekConfigs, Dialect dialect) {
        this.limits = limits;
        this.timeline = timeline;
        this.registry = registry;
        this.cmekConfigs = cmekConfigs;
        this.dialect = dialect;
        this.rules = new QueueRules(dialect, limits);
    }

    /**
     * Lists the queues of a location in the order of their names.
     *
     * @param filter selects queues; must be a pure function
     * @param filterText the text of the filter; page tokens of another filter are rejected
     * @param pageSize at least 0; 0 and values above 9800 mean 9800
     * @param pageToken empty for the first page
     */
    public Page<Queue> listQueues(
            String parent, Predicate<Queue> filter, String filterText, int pageSize, String pageToken) {
        LocationName location = ResourceNames.location(parent, Permission.QUEUES_LIST);
        int size = PageTokens.size(pageSize, Limits.MAX_QUEUES_PER_PAGE, "ListQueuesRequest");
        String list = "queues of " + location + " where " + filterText;
        Instant now = timeline.now();
        List<Queue> page = new ArrayList<>();
        for (LiveQueue live : registry.inLocation(location, PageTokens.after(pageToken, list, now))) {
            if (page.size() == size) {
                break;
            }
            Queue queue = live.queue();
            if (filter.test(queue)) {
                page.add(queue);
            }
        }
        return PageTokens.page(page, queue -> queue.name().queueId(), list, now);
    }

    /** Returns a queue, without its statistics. */
    public Queue getQueue(String name) {
        return get(name, Permission.QUEUES_GET).queue();
    }

    /** Returns the statistics of a queue, or null if it no longer exists. Not a method of the API. */
    public @Nullable QueueStats stats(Queue queue) {
        LiveQueue live = registry.find(queue.name());
        return live == null ? null : live.stats();
    }

    /**
     * Creates a queue.
     *
     * @param parent the name of the location
     * @param name the queue's name in the request body; must not be in use or blocked
     */
    public Queue createQueue(String parent, String name, NewQueue settings) {
        LocationName location = ResourceNames.location(parent, Permission.QUEUES_CREATE);
        QueueName queueName = ResourceNames.queueIn(location, name);
        rules.check(settings);
        Queue queue = rules.complete(queueName, settings);
        return cmekConfigs.permit(queue, () -> registry.create(queue));
    }

    /**
     * Updates a queue, or creates it if it does not exist.
     *
     * @param change computes the new settings; checks the settings of the request with {@link #checkQueue} first
     */
    public Queue updateQueue(String name, QueueChange change) {
        QueueName queueName = ResourceNames.queue(name, Permission.QUEUES_UPDATE);
        while (true) {
            LiveQueue live = registry.find(queueName);
            if (live == null) {
                Queue created = rules.complete(queueName, change.from(null));
                if (cmekConfigs.permit(created, () -> registry.createIfAbsent(created))) {
                    return created;
                }
                continue;
            }
            Queue current = live.queue();
            Queue changed = rules.change(current, change.from(current));
            if (cmekConfigs.permit(changed, () -> live.replace(current, changed))) {
                return changed;
            }
        }
    }

    /**
     * Checks the settings of an update request. The service checks them even if the update mask excludes them
     * (recorded). Not a method of the API.
     */
    public void checkQueue(NewQueue settings) {
        rules.check(settings);
    }

    /** Deletes a queue with all its tasks. The outcomes of attempts in flight are ignored. */
    public void deleteQueue(String name) {
        registry.delete(ResourceNames.queue(name, Permission.QUEUES_DELETE));
    }

    /** Deletes all tasks of a queue and blocks their names. Creates a missing queue if that is enabled. */
    public Queue purgeQueue(String name) {
        return getOrCreate(name, Permission.QUEUES_PURGE)
                .withLock((queue, now) -> queue.purge(now, limits.hardResetOnPurge()));
    }

    /**
     * Pauses a queue: it no longer dispatches or leases tasks. Tasks can still be created, and RunTask still works.
     * Creates a missing queue if that is enabled.
     */
    public Queue pauseQueue(String name) {
        return getOrCreate(name, Permission.QUEUES_PAUSE)
                .withLock((queue, now) -> queue.changeState(QueueState.PAUSED, now));
    }

    /** Resumes a paused or disabled queue. Creates a missing queue if that is enabled. */
    public Queue resumeQueue(String name) {
        return getOrCreate(name, Permission.QUEUES_RESUME)
                .withLock((queue, now) -> queue.changeState(QueueState.RUNNING, now));
    }

    /**
     * Creates a queue at start-up if its name is not in use, even if the name is blocked. Not a method of the API.
     *
     * @param queue complete and valid
     */
    public void createIfMissing(Queue queue) {
        registry.createIfMissing(queue);
    }

    /** Sets the state of a queue that is created from a file at start-up. Not a method of the API. */
    public Queue restoreQueueState(String name, QueueState state) {
        return get(name, Permission.QUEUES_UPDATE).withLock((queue, now) -> queue.changeState(state, now));
    }

    /**
     * Sets the retry config of a queue that is created from a file at start-up, in which zeros are values. Not a method
     * of the API.
     *
     * @param exact null backoffs mean the default
     */
    public Queue restoreRetryConfig(String name, RetryConfig exact) {
        return get(name, Permission.QUEUES_UPDATE).withLock((queue, now) -> {
            Queue changed = rules.withRetryConfig(queue.queue(), exact);
            queue.change(changed, now);
            return changed;
        });
    }

    /**
     * Applies an uploaded queue.yaml: creates or updates the queues of the file, and disables all other queues of the
     * app's location except {@code default}. Changes nothing if one of the queues is invalid.
     *
     * @param project the app's id, with or without its partition ({@code s~})
     * @param uploaded the queues of the file by queue id
     * @param resumePaused whether paused and disabled queues of the file are resumed
     */
    public void uploadQueues(String project, Map<String, UploadedQueue> uploaded, boolean resumePaused) {
        new QueueYamlImport(registry, rules, cmekConfigs).apply(project, uploaded, resumePaused);
    }

    /**
     * Returns the IAM policy of a queue. It is empty if none was set.
     *
     * @param requestedVersion the latest policy version that the caller understands: 0, 1 or 3
     */
    public Policy getIamPolicy(String resource, int requestedVersion) {
        LiveQueue live = get(resource, Permission.QUEUES_LIST);
        PolicyRules.checkVersion(requestedVersion);
        return live.withLock((queue, now) -> queue.policy());
    }

    /**
     * Replaces the IAM policy of a queue.
     *
     * @param policy if its etag is not empty, it must equal that of the stored policy
     */
    public Policy setIamPolicy(String resource, Policy policy) {
        return get(resource, Permission.QUEUES_LIST).withLock((queue, now) -> queue.setPolicy(policy, now));
    }

    /** Returns the requested permissions, sorted: in the emulator every caller has all of them. */
    public List<String> testIamPermissions(String resource, List<String> permissions) {
        QueueName queue = ResourceNames.queue(resource, Permission.QUEUES_LIST);
        if (registry.find(queue) == null && dialect.permissionsOfMissingQueueAreEmpty()) {
            return List.of();
        }
        registry.get(queue);
        return PolicyRules.test(permissions);
    }

    private LiveQueue get(String name, Permission permission) {
        return registry.get(ResourceNames.queue(name, permission));
    }

    private LiveQueue getOrCreate(String name, Permission permission) {
        return registry.getOrCreate(ResourceNames.queue(name, permission), PushTarget.PLAIN);
    }

    /**
     * A pure function that computes the new settings of a queue. It is called again if the queue was changed
     * concurrently.
     */
    @FunctionalInterface
    public interface QueueChange {
        /**
         * Returns the new settings.
         *
         * @param current the stored queue; null if it does not exist
         */
        NewQueue from(@Nullable Queue current);
    }

    /**
     * A queue of an uploaded queue.yaml.
     *
     * @param paused whether its rate is 0
     */
    public record UploadedQueue(NewQueue settings, boolean paused) {}
}
