package io.github.cloudtasks.engine.queue;

import io.github.cloudtasks.model.AppEngineRouting;
import io.github.cloudtasks.model.Authorization;
import io.github.cloudtasks.model.LocationName;
import io.github.cloudtasks.model.Policy;
import io.github.cloudtasks.model.QueueName;
import io.github.cloudtasks.model.queue.HttpTarget;
import io.github.cloudtasks.model.queue.Queue;
import io.github.cloudtasks.model.queue.Target.PushTarget;
import io.github.cloudtasks.model.queue.UriOverride;
import io.github.cloudtasks.model.task.HeaderMap;
import io.github.cloudtasks.model.task.Operation;
import io.github.cloudtasks.model.task.Operation.BatchCreate;
import io.github.cloudtasks.model.task.Operation.Failure;
import io.github.cloudtasks.model.task.Payload;
import io.github.cloudtasks.model.task.Task;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Estimates of the memory that stored things take, in bytes. The constants were measured with heap histograms, with and
 * without compact object headers, and rounded up.
 *
 * <p>The size of a task depends only on values that never change, so it is the same when the task is created and when
 * it is deleted. It includes the first and the last attempt, so that retries need no accounting.
 */
public final class StoredSize {
    /** The records, the strings, the entries in the indexes, and the attempts of a task, without the texts. */
    private static final long TASK = 512;

    /** The entry of a pull task in the index by tag. */
    private static final long TAG_ENTRY = 40;

    /** A blocked name in its map and its row, without the text. */
    private static final long NAME = 144;

    /** A queue with its lock, its alarm and its empty tables, without the texts of its settings. */
    private static final long QUEUE = 2560;

    /** An operation without tasks and failures. */
    public static final long EMPTY_OPERATION = 512;

    /** A small record and its place in a collection. */
    private static final long ENTRY = 64;

    /** A string and its array, without the characters. */
    private static final long STRING = 40;

    private StoredSize() {}

    /** Returns the size of a task in the tables of its queue. */
    public static long of(Task task) {
        return TASK + characters(task.id()) + (task.retryConfig() == null ? 0 : 2 * ENTRY) + payload(task.payload());
    }

    private static long payload(Payload payload) {
        return switch (payload) {
            case Payload.HttpRequest r ->
                characters(r.url()) + headers(r.headers()) + r.body().size() + authorization(r.authorization());
            case Payload.AppEngineHttpRequest r ->
                characters(r.relativeUri()) + headers(r.headers()) + r.body().size() + routing(r.appEngineRouting());
            case Payload.PullMessage m -> TAG_ENTRY + m.payload().size() + text(m.tag());
        };
    }

    private static long headers(Map<String, String> headers) {
        long size = 0;
        for (Map.Entry<String, String> header : headers.entrySet()) {
            size += unlessShared(header.getKey()) + unlessShared(header.getValue());
        }
        return size;
    }

    private static long unlessShared(String text) {
        return HeaderMap.isShared(text) ? Integer.BYTES : text(text);
    }

    private static long authorization(@Nullable Authorization authorization) {
        return switch (authorization) {
            case null -> 0;
            case Authorization.OidcToken token -> ENTRY + text(token.serviceAccountEmail()) + text(token.audience());
            case Authorization.OAuthToken token -> ENTRY + text(token.serviceAccountEmail()) + text(token.scope());
        };
    }

    private static long routing(@Nullable AppEngineRouting routing) {
        return routing == null
                ? 0
                : ENTRY
                        + text(routing.service())
                        + text(routing.version())
                        + text(routing.instance())
                        + text(routing.host());
    }

    /** Returns the size of a blocked name. */
    static long ofBlockedName(String name) {
        return NAME + characters(name);
    }

    /** Returns the size of an empty queue. */
    public static long of(Queue queue) {
        return QUEUE
                + text(queue.name().location().project())
                + text(queue.name().location().locationId())
                + text(queue.name().queueId())
                + (queue.target() instanceof PushTarget push ? target(push) : 0);
    }

    private static long target(PushTarget target) {
        HttpTarget http = target.httpTarget();
        return routing(target.appEngineRoutingOverride()) + (http == null ? 0 : httpTarget(http));
    }

    private static long httpTarget(HttpTarget target) {
        long size = ENTRY + uri(target.uriOverride()) + authorization(target.authorization());
        for (HttpTarget.Header header : target.headerOverrides()) {
            size += ENTRY + text(header.key()) + text(header.value());
        }
        return size;
    }

    private static long uri(@Nullable UriOverride uri) {
        return uri == null ? 0 : ENTRY + optional(uri.host()) + optional(uri.path()) + optional(uri.query());
    }

    private static long optional(@Nullable String text) {
        return text == null ? 0 : text(text);
    }

    /** Returns the size of an IAM policy. */
    static long of(Policy policy) {
        long size = 0;
        for (Policy.Binding binding : policy.bindings()) {
            size += ENTRY + text(binding.role());
            for (String member : binding.members()) {
                size += text(member);
            }
        }
        return size;
    }

    /** Returns the size of the encryption key of a location. */
    static long ofKey(LocationName location, String key) {
        return 2 * ENTRY + text(location.project()) + text(location.locationId()) + text(key);
    }

    /** Returns the size of what belongs to no queue: blocked names of queues, encryption keys and operations. */
    public static long of(
            Collection<QueueName> blockedQueues, Map<LocationName, String> keys, Collection<Operation> operations) {
        long size = 0;
        for (QueueName name : blockedQueues) {
            size += ofBlockedName(name.toString());
        }
        for (Map.Entry<LocationName, String> key : keys.entrySet()) {
            size += ofKey(key.getKey(), key.getValue());
        }
        for (Operation operation : operations) {
            size += of(operation);
        }
        return size;
    }

    /** Returns the size of an operation, as if its tasks were not in a queue any more. */
    public static long of(Operation operation) {
        long size = EMPTY_OPERATION + text(operation.name().operationId());
        if (operation.kind() instanceof BatchCreate batch) {
            size += batch.created().stream()
                    .mapToLong(created -> of(created.task()))
                    .sum();
        }
        for (Failure failure : operation.failedRequests().values()) {
            size += ENTRY + text(failure.message());
        }
        return size;
    }

    /** Returns the size of a string. */
    static long text(String text) {
        return STRING + characters(text);
    }

    /** Returns the size of the characters of a string: one byte each, or two if one of them is not in Latin-1. */
    private static long characters(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 0xff) {
                return 2L * text.length();
            }
        }
        return text.length();
    }
}
