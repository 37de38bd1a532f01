package io.github.cloudtasks.engine.queue;

import io.github.cloudtasks.engine.spec.Limits;
import io.github.cloudtasks.journal.Change.AllReplaced;
import io.github.cloudtasks.journal.Change.KeyStored;
import io.github.cloudtasks.model.ApiException;
import io.github.cloudtasks.model.ApiException.Code;
import io.github.cloudtasks.model.ApiException.Detail;
import io.github.cloudtasks.model.CmekConfig;
import io.github.cloudtasks.model.LocationName;
import io.github.cloudtasks.model.queue.Queue;
import io.github.cloudtasks.model.queue.Target.PushTarget;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The customer-managed encryption keys (CMEK) of the locations (recorded unless stated otherwise).
 *
 * <p>Nothing is encrypted, and every well-formed key name is accepted. A location with a key cannot have queues with
 * header overrides or with a task TTL above {@link Limits#MAX_ENCRYPTED_TASK_TTL}. Thread-safe.
 */
public final class CmekConfigs {
    /** The resource names of Cloud KMS. Only those of keys can be set. */
    private static final Pattern KMS_RESOURCE = Pattern.compile(
            "projects/[^/]+/locations/[^/]+/keyRings/[^/]+(/cryptoKeys/[^/]+(/cryptoKeyVersions/[^/]+)?|/importJobs/[^/]+)?");

    private static final Pattern KMS_KEY =
            Pattern.compile("projects/[^/]+/locations/(?<location>[^/]+)/keyRings/[^/]+/cryptoKeys/[^/]+");

    /** Held while a key is set or an incompatible queue is created, so that a location never has both. */
    private final ReentrantLock lock = new ReentrantLock();

    private final Map<LocationName, String> keys = new HashMap<>();
    private final QueueRegistry queues;

    /** Creates configs without keys. */
    public CmekConfigs(QueueRegistry queues) {
        this.queues = queues;
    }

    /** Returns the config of a location. Its key is empty unless one was set. */
    public CmekConfig get(LocationName location) {
        queues.checkLocation(location);
        lock.lock();
        try {
            return new CmekConfig(location, keys.getOrDefault(location, ""));
        } finally {
            lock.unlock();
        }
    }

    /**
     * Replaces the key of a location.
     *
     * @param change returns the new key for the current one; empty means no key
     * @throws ApiException FAILED_PRECONDITION if a queue of the location is incompatible with a key, INVALID_ARGUMENT
     *     or NOT_FOUND for an invalid key, RESOURCE_EXHAUSTED if it does not fit
     */
    public CmekConfig update(LocationName location, UnaryOperator<String> change) {
        queues.checkLocation(location);
        lock.lock();
        try {
            queues.journal().requireAvailable();
            String key = change.apply(keys.getOrDefault(location, ""));
            if (key.isEmpty()) {
                remove(location);
            } else {
                queues.inLocation(location, "").forEach(live -> checkCompatible(live.queue()));
                checkKey(key, location);
                put(location, key);
            }
            return new CmekConfig(location, key);
        } finally {
            lock.unlock();
        }
    }

    private void put(LocationName location, String key) {
        String replaced = keys.get(location);
        long growth = StoredSize.ofKey(location, key) - (replaced == null ? 0 : StoredSize.ofKey(location, replaced));
        queues.stored().reserve(growth);
        keys.put(location, key);
        append(location, key);
    }

    private void remove(LocationName location) {
        String removed = keys.remove(location);
        if (removed != null) {
            queues.stored().add(-StoredSize.ofKey(location, removed));
            append(location, "");
        }
    }

    private void append(LocationName location, String key) {
        if (queues.journal().isOpen()) {
            queues.journal().append(new KeyStored(location, key));
        }
    }

    /**
     * Runs {@code operation} while no key can be set and no incompatible queue can be created.
     *
     * @param operation must not block or call foreign code
     */
    public <T> T whileLocked(Supplier<T> operation) {
        lock.lock();
        try {
            return operation.get();
        } finally {
            lock.unlock();
        }
    }

    /** Returns the keys of all locations that have one. */
    public Map<LocationName, String> all() {
        return whileLocked(() -> Map.copyOf(keys));
    }

    /** Sets the keys that the store has. Called before the engine is used. */
    public void load(Map<LocationName, String> stored) {
        lock.lock();
        try {
            stored.forEach((location, key) -> {
                queues.stored().add(StoredSize.ofKey(location, key));
                keys.put(location, key);
            });
        } finally {
            lock.unlock();
        }
    }

    /** Replaces all keys, without a check. The journal is told by {@link AllReplaced}. */
    public void replace(Map<LocationName, String> replacement) {
        lock.lock();
        try {
            keys.forEach((location, key) -> queues.stored().add(-StoredSize.ofKey(location, key)));
            keys.clear();
            load(replacement);
        } finally {
            lock.unlock();
        }
    }

    /** Removes all keys. */
    public void clear() {
        lock.lock();
        try {
            List.copyOf(keys.keySet()).forEach(this::remove);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Runs {@code change} if its location may have such a queue. No key can be set in the meantime.
     *
     * @param queue the result of the change
     * @throws ApiException FAILED_PRECONDITION
     */
    public <T> T permit(Queue queue, Supplier<T> change) {
        if (isCompatible(queue)) {
            return change.get();
        }
        lock.lock();
        try {
            check(queue);
            return change.get();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Checks that a queue is compatible with the key of its location. The rule and the message are inferred from those
     * of {@link #update}.
     *
     * @throws ApiException FAILED_PRECONDITION
     */
    public void check(Queue queue) {
        LocationName location = queue.name().location();
        if (!isCompatible(queue) && !get(location).kmsKey().isEmpty()) {
            throw ApiException.failedPrecondition(
                    ("Queue '%s' cannot have HTTP Target Override headers or tasks ttl of more than 60 days"
                                    + " because CMEK is enabled in '%s'.")
                            .formatted(queue.name(), location));
        }
    }

    private static void checkCompatible(Queue queue) {
        if (!isCompatible(queue)) {
            throw new ApiException(
                    Code.FAILED_PRECONDITION,
                    "CMEK cannot be enabled on any project that has one or more queues with HTTP Target Override headers"
                            + " or tasks ttl of more than 60 days.",
                    new Detail.ErrorInfo("UNSATISFIED_PRECONDITION_FOR_CMEK", "cloudtasks.googleapis.com", Map.of()));
        }
    }

    private static boolean isCompatible(Queue queue) {
        boolean overridesHeaders = queue.target() instanceof PushTarget push
                && push.httpTarget() != null
                && !push.httpTarget().headerOverrides().isEmpty();
        return !overridesHeaders && queue.taskTtl().compareTo(Limits.MAX_ENCRYPTED_TASK_TTL) <= 0;
    }

    private static void checkKey(String key, LocationName location) {
        if (!KMS_RESOURCE.matcher(key).matches()) {
            throw ApiException.invalidArgument(
                    "Resource name [" + key + "] does not match any known resource name pattern.");
        }
        Matcher matcher = KMS_KEY.matcher(key);
        if (!matcher.matches()) {
            throw ApiException.invalidArgument();
        }
        if (!matcher.group("location").equals(location.locationId())) {
            throw ApiException.notFound();
        }
    }
}
