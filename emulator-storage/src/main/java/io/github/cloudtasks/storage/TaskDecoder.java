package io.github.cloudtasks.storage;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.ExtensionRegistryLite;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import com.google.protobuf.WireFormat;
import io.github.cloudtasks.model.Authorization;
import io.github.cloudtasks.model.Bytes;
import io.github.cloudtasks.model.HttpMethod;
import io.github.cloudtasks.model.RetryConfig;
import io.github.cloudtasks.model.TaskName;
import io.github.cloudtasks.model.task.Payload;
import io.github.cloudtasks.model.task.Task;
import io.github.cloudtasks.proto.emulator.storage.v1.StoredAppEngineHttpRequest;
import io.github.cloudtasks.proto.emulator.storage.v1.StoredAttempt;
import io.github.cloudtasks.proto.emulator.storage.v1.StoredAuthorization;
import io.github.cloudtasks.proto.emulator.storage.v1.StoredHttpMethod;
import io.github.cloudtasks.proto.emulator.storage.v1.StoredHttpRequest;
import io.github.cloudtasks.proto.emulator.storage.v1.StoredPullMessage;
import io.github.cloudtasks.proto.emulator.storage.v1.StoredRetryConfig;
import io.github.cloudtasks.proto.emulator.storage.v1.StoredTask;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decodes one {@link StoredTask}. The parts that most tasks have are read from the bytes without messages and builders,
 * because a start decodes all tasks, with code that is not compiled yet. Used once, by one thread.
 */
final class TaskDecoder {
    /** A tag consists of the number of a field and of its type, for which it has this number of bits. */
    private static final int TYPE_BITS = 3;

    private static final int VARINT = WireFormat.WIRETYPE_VARINT;
    private static final int BYTES = WireFormat.WIRETYPE_LENGTH_DELIMITED;

    private long serial;
    private boolean hasCreateTime;
    private long createTime;
    private int createTimeNanos;
    private long scheduleDelay;
    private int scheduleTimeNanos;
    private @Nullable Duration dispatchDeadline;
    private @Nullable RetryConfig retryConfig;
    private int dispatchCount;
    private int responseCount;
    private @Nullable StoredAttempt firstAttempt;
    private @Nullable StoredAttempt lastAttempt;
    private boolean idIsGenerated;
    private @Nullable Payload payload;

    private TaskDecoder() {}

    /**
     * Decodes a task.
     *
     * @param name becomes part of the task
     * @throws StoredValueException if the bytes are not a task
     */
    static Task decode(TaskName name, byte[] bytes) throws StoredValueException {
        TaskDecoder decoder = new TaskDecoder();
        try {
            decoder.readTask(MessageCodec.input(bytes));
        } catch (IOException e) {
            throw new StoredValueException("the bytes are truncated or damaged");
        }
        return decoder.task(name);
    }

    private void readTask(CodedInputStream input) throws IOException, StoredValueException {
        for (int tag = input.readTag(); tag != 0; tag = input.readTag()) {
            switch (tag) {
                case (StoredTask.SERIAL_FIELD_NUMBER << TYPE_BITS) | VARINT -> serial = input.readInt64();
                case (StoredTask.CREATE_TIME_FIELD_NUMBER << TYPE_BITS) | VARINT -> {
                    createTime = input.readInt64();
                    hasCreateTime = true;
                }
                case (StoredTask.CREATE_TIME_NANOS_FIELD_NUMBER << TYPE_BITS) | VARINT ->
                    createTimeNanos = input.readInt32();
                case (StoredTask.SCHEDULE_DELAY_FIELD_NUMBER << TYPE_BITS) | VARINT ->
                    scheduleDelay = input.readSInt64();
                case (StoredTask.SCHEDULE_TIME_NANOS_FIELD_NUMBER << TYPE_BITS) | VARINT ->
                    scheduleTimeNanos = input.readInt32();
                case (StoredTask.DISPATCH_DEADLINE_FIELD_NUMBER << TYPE_BITS) | BYTES ->
                    dispatchDeadline = readDuration(input);
                case (StoredTask.RETRY_CONFIG_FIELD_NUMBER << TYPE_BITS) | BYTES ->
                    retryConfig = SettingsCodec.decode(readMessage(input, StoredRetryConfig.parser()));
                case (StoredTask.DISPATCH_COUNT_FIELD_NUMBER << TYPE_BITS) | VARINT ->
                    dispatchCount = input.readInt32();
                case (StoredTask.RESPONSE_COUNT_FIELD_NUMBER << TYPE_BITS) | VARINT ->
                    responseCount = input.readInt32();
                case (StoredTask.FIRST_ATTEMPT_FIELD_NUMBER << TYPE_BITS) | BYTES ->
                    firstAttempt = readMessage(input, StoredAttempt.parser());
                case (StoredTask.LAST_ATTEMPT_FIELD_NUMBER << TYPE_BITS) | BYTES ->
                    lastAttempt = readMessage(input, StoredAttempt.parser());
                case (StoredTask.ID_IS_GENERATED_FIELD_NUMBER << TYPE_BITS) | VARINT ->
                    idIsGenerated = input.readBool();
                case (StoredTask.HTTP_REQUEST_FIELD_NUMBER << TYPE_BITS) | BYTES -> payload = readHttpRequest(input);
                case (StoredTask.APP_ENGINE_HTTP_REQUEST_FIELD_NUMBER << TYPE_BITS) | BYTES ->
                    payload = PayloadCodec.decode(readMessage(input, StoredAppEngineHttpRequest.parser()));
                case (StoredTask.PULL_MESSAGE_FIELD_NUMBER << TYPE_BITS) | BYTES ->
                    payload = PayloadCodec.decode(readMessage(input, StoredPullMessage.parser()));
                default -> skip(input, tag);
            }
        }
    }

    private Task task(TaskName name) throws StoredValueException {
        if (!hasCreateTime) {
            throw new StoredValueException("the create time is missing");
        }
        if (payload == null) {
            throw new StoredValueException("the payload is missing or of an unknown kind");
        }
        Instant created = TimeCodec.decode(createTime, createTimeNanos);
        return new Task(
                name,
                serial,
                payload,
                created,
                TimeCodec.decodeAfter(created, scheduleDelay, scheduleTimeNanos),
                dispatchDeadline,
                retryConfig,
                dispatchCount,
                responseCount,
                firstAttempt == null ? null : AttemptCodec.decode(firstAttempt, created),
                lastAttempt == null ? null : AttemptCodec.decode(lastAttempt, created),
                idIsGenerated);
    }

    private static Payload.HttpRequest readHttpRequest(CodedInputStream input)
            throws IOException, StoredValueException {
        String url = "";
        @Nullable StoredHttpMethod method = null;
        List<String> headers = new ArrayList<>();
        Bytes body = Bytes.EMPTY;
        @Nullable Authorization authorization = null;
        int outerEnd = begin(input);
        for (int tag = input.readTag(); tag != 0; tag = input.readTag()) {
            switch (tag) {
                case (StoredHttpRequest.URL_FIELD_NUMBER << TYPE_BITS) | BYTES -> url = input.readStringRequireUtf8();
                case (StoredHttpRequest.HTTP_METHOD_FIELD_NUMBER << TYPE_BITS) | VARINT ->
                    method = StoredHttpMethod.forNumber(input.readEnum());
                case (StoredHttpRequest.HEADERS_FIELD_NUMBER << TYPE_BITS) | BYTES ->
                    headers.add(input.readStringRequireUtf8());
                case (StoredHttpRequest.BODY_FIELD_NUMBER << TYPE_BITS) | BYTES ->
                    body = Bytes.wrap(input.readByteArray());
                case (StoredHttpRequest.AUTHORIZATION_FIELD_NUMBER << TYPE_BITS) | BYTES ->
                    authorization = SettingsCodec.decode(readMessage(input, StoredAuthorization.parser()));
                default -> skip(input, tag);
            }
        }
        end(input, outerEnd);
        HttpMethod decoded = SettingsCodec.decode(method == null ? StoredHttpMethod.UNRECOGNIZED : method);
        return new Payload.HttpRequest(url, decoded, PayloadCodec.headers(headers), body, authorization);
    }

    private static Duration readDuration(CodedInputStream input) throws IOException, StoredValueException {
        long seconds = 0;
        int nanos = 0;
        int outerEnd = begin(input);
        for (int tag = input.readTag(); tag != 0; tag = input.readTag()) {
            switch (tag) {
                case (com.google.protobuf.Duration.SECONDS_FIELD_NUMBER << TYPE_BITS) | VARINT ->
                    seconds = input.readInt64();
                case (com.google.protobuf.Duration.NANOS_FIELD_NUMBER << TYPE_BITS) | VARINT ->
                    nanos = input.readInt32();
                default -> skip(input, tag);
            }
        }
        end(input, outerEnd);
        return TimeCodec.decodeDuration(seconds, nanos);
    }

    /** Enters a message that is a field, and returns the end of the outer message for {@link #end}. */
    private static int begin(CodedInputStream input) throws IOException {
        return input.pushLimit(input.readRawVarint32());
    }

    private static void end(CodedInputStream input, int outerEnd) throws IOException {
        if (input.getBytesUntilLimit() > 0) {
            throw new InvalidProtocolBufferException("a message is truncated");
        }
        input.popLimit(outerEnd);
    }

    private static <M extends MessageLite> M readMessage(CodedInputStream input, Parser<M> parser) throws IOException {
        return input.readMessage(parser, ExtensionRegistryLite.getEmptyRegistry());
    }

    /** Skips a field of a newer version, or one that is damaged. */
    private static void skip(CodedInputStream input, int tag) throws IOException {
        if (!input.skipField(tag)) {
            throw new InvalidProtocolBufferException("a group ends that has not begun");
        }
    }
}
