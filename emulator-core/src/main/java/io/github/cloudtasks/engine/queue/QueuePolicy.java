package io.github.cloudtasks.engine.queue;

import io.github.cloudtasks.engine.rules.PolicyRules;
import io.github.cloudtasks.model.ApiException;
import io.github.cloudtasks.model.Policy;
import io.github.cloudtasks.model.queue.Queue;
import java.time.Instant;

/** The IAM policy of one queue. Guarded by the lock of the queue. */
final class QueuePolicy {
    private final QueueBytes bytes;
    private Policy policy = PolicyRules.NEVER_SET;

    /** Creates an empty policy whose memory is added to {@code bytes}. */
    QueuePolicy(QueueBytes bytes) {
        this.bytes = bytes;
    }

    Policy get() {
        return policy;
    }

    /**
     * Replaces the policy.
     *
     * @param requested its etag is empty, or equals that of the current policy
     * @throws ApiException ABORTED for another etag, INVALID_ARGUMENT for an invalid policy, RESOURCE_EXHAUSTED if it
     *     does not fit
     */
    Policy replace(Policy requested, Queue queue, QueueJournal journal, Instant now) {
        set(PolicyRules.replace(policy, requested, now));
        journal.stored(queue, policy);
        return policy;
    }

    /**
     * Sets the policy without a check.
     *
     * @throws ApiException RESOURCE_EXHAUSTED if it does not fit
     */
    void set(Policy replacement) {
        bytes.resizeSettings(StoredSize.of(replacement) - StoredSize.of(policy));
        policy = replacement;
    }
}
