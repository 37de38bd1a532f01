package io.github.cloudtasks.engine.rules;

import io.github.cloudtasks.model.AppEngineRouting;
import io.github.cloudtasks.model.Authorization;
import io.github.cloudtasks.model.LocationName;
import io.github.cloudtasks.model.RetryConfig;
import io.github.cloudtasks.model.TaskName;
import io.github.cloudtasks.model.task.Payload;
import io.github.cloudtasks.model.task.Task;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The size of a stored task in protocol buffer encoding, without {@code view}, which is no property of a stored task.
 * All size limits refer to this encoding (recorded for {@link io.github.cloudtasks.engine.spec.Limits#MAX_TASK_BYTES}).
 *
 * <p>The size is computed without encoding, so that the core does not depend on protocol buffers. All fields of a task
 * have numbers below 16 in every API version. So each tag takes one byte, and the result is the same for all versions.
 */
public final class EncodedSize {
    private static final int TAG = 1;

    /** The constant characters in the name of a task. */
    private static final int NAME = "projects//locations//queues//tasks/".length();

    private static final int MAX_BYTES_PER_CHAR = 3;

    private static final EncodedSize EXACT = new EncodedSize(EncodedSize::utf8Bytes);
    private static final EncodedSize BOUND = new EncodedSize(text -> MAX_BYTES_PER_CHAR * text.length());

    /** Returns the bytes of a text. */
    private final ToIntFunction<String> texts;

    private EncodedSize(ToIntFunction<String> texts) {
        this.texts = texts;
    }

    /** Returns the size of a task in bytes, including the fields that the service adds to a new task. */
    public static long of(Task task) {
        return EXACT.task(task);
    }

    /**
     * Returns an upper bound of {@link #of}, at most three times as large. Takes a small part of the time, because it
     * reads no characters.
     */
    public static long atMost(Task task) {
        return BOUND.task(task);
    }

    private long task(Task task) {
        return field(name(task.name()))
                + field(payload(task.payload()))
                + field(timestamp(task.scheduleTime()))
                + field(number(task.createTime().getEpochSecond()))
                + optional(task.dispatchDeadline())
                + (task.retryConfig() == null ? 0 : field(retryConfig(task.retryConfig())));
    }

    private long payload(Payload payload) {
        return switch (payload) {
            case Payload.HttpRequest r ->
                string(r.url())
                        + TAG
                        + 1
                        + headers(r.headers())
                        + bytes(r.body().size())
                        + (r.authorization() == null ? 0 : field(authorization(r.authorization())));
            case Payload.AppEngineHttpRequest r ->
                TAG
                        + 1
                        + (r.appEngineRouting() == null ? 0 : field(routing(r.appEngineRouting())))
                        + string(r.relativeUri())
                        + headers(r.headers())
                        + bytes(r.body().size());
            case Payload.PullMessage m -> bytes(m.payload().size()) + string(m.tag());
        };
    }

    private long authorization(Authorization authorization) {
        return string(authorization.serviceAccountEmail())
                + switch (authorization) {
                    case Authorization.OidcToken token -> string(token.audience());
                    case Authorization.OAuthToken token -> string(token.scope());
                };
    }

    private long routing(AppEngineRouting routing) {
        return string(routing.service())
                + string(routing.version())
                + string(routing.instance())
                + string(routing.host());
    }

    private static long retryConfig(RetryConfig config) {
        return number(config.maxAttempts())
                + optional(config.maxRetryDuration())
                + optional(config.minBackoff())
                + optional(config.maxBackoff())
                + number(config.maxDoublings());
    }

    private long headers(Map<String, String> headers) {
        long size = 0;
        for (Map.Entry<String, String> header : headers.entrySet()) {
            size += field(field(text(header.getKey())) + field(text(header.getValue())));
        }
        return size;
    }

    private static int timestamp(Instant time) {
        return number(time.getEpochSecond()) + number(time.getNano());
    }

    private static long optional(@Nullable Duration duration) {
        return duration == null ? 0 : field(number(duration.getSeconds()) + number(duration.getNano()));
    }

    /** Returns the size of a number field, which is absent if 0. */
    private static int number(long value) {
        return value == 0 ? 0 : TAG + varint(value);
    }

    /** Returns the size of a string field, which is absent if empty. */
    private long string(String value) {
        return value.isEmpty() ? 0 : field(text(value));
    }

    /** Returns the size of a bytes field, which is absent if empty. */
    private static long bytes(int size) {
        return size == 0 ? 0 : field(size);
    }

    /** Returns the size of a length-delimited field. It is a long because two arrays together can exceed an int. */
    private static long field(long size) {
        return TAG + varint(size) + size;
    }

    private long name(TaskName name) {
        LocationName location = name.queue().location();
        return NAME
                + text(location.project())
                + text(location.locationId())
                + text(name.queue().queueId())
                + text(name.taskId());
    }

    private long text(String value) {
        return texts.applyAsInt(value);
    }

    private static int utf8Bytes(String value) {
        for (int i = 0; i < value.length(); i++) {
            if (value.charAt(i) >= 0x80) {
                return value.getBytes(StandardCharsets.UTF_8).length;
            }
        }
        return value.length();
    }

    private static int varint(long value) {
        int bits = Long.SIZE - Long.numberOfLeadingZeros(value | 1);
        return (bits + 6) / 7;
    }
}
