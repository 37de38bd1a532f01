package io.github.cloudtasks.engine.rules;

import io.github.cloudtasks.model.AppEngineRouting;
import io.github.cloudtasks.model.Authorization;
import io.github.cloudtasks.model.RetryConfig;
import io.github.cloudtasks.model.task.Payload;
import io.github.cloudtasks.model.task.Task;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;

/**
 * An encoder of stored tasks in protobuf format with the field numbers of v2, and of v2beta2 for pull messages. Its
 * output was compared with protobuf-java 4.36.2 and Google's published messages: see the literal sizes in
 * {@link EncodedSizeTest}.
 */
final class ProtoEncoder {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    static byte[] encode(Task task) {
        ProtoEncoder wire = new ProtoEncoder();
        wire.string(1, task.name().toString());
        switch (task.payload()) {
            case Payload.AppEngineHttpRequest request -> wire.message(2, message -> appEngine(message, request));
            case Payload.HttpRequest request -> wire.message(3, message -> http(message, request));
            case Payload.PullMessage pull ->
                wire.message(
                        4,
                        message ->
                                message.bytes(1, pull.payload().toByteArray()).string(2, pull.tag()));
        }
        wire.message(4, message -> time(message, task.scheduleTime()));
        wire.message(
                5,
                message -> time(message, Instant.ofEpochSecond(task.createTime().getEpochSecond())));
        wire.duration(6, task.dispatchDeadline());
        if (task.retryConfig() != null) {
            wire.message(12, message -> retryConfig(message, task.retryConfig()));
        }
        return wire.out.toByteArray();
    }

    private static void http(ProtoEncoder wire, Payload.HttpRequest request) {
        wire.string(1, request.url()).number(2, request.httpMethod().ordinal() + 1L);
        request.headers().forEach((name, value) -> wire.header(3, name, value));
        wire.bytes(4, request.body().toByteArray());
        switch (request.authorization()) {
            case null -> {}
            case Authorization.OAuthToken token ->
                wire.message(
                        5,
                        message ->
                                message.string(1, token.serviceAccountEmail()).string(2, token.scope()));
            case Authorization.OidcToken token ->
                wire.message(
                        6,
                        message ->
                                message.string(1, token.serviceAccountEmail()).string(2, token.audience()));
        }
    }

    private static void appEngine(ProtoEncoder wire, Payload.AppEngineHttpRequest request) {
        wire.number(1, request.httpMethod().ordinal() + 1L);
        if (request.appEngineRouting() != null) {
            wire.message(2, message -> routing(message, request.appEngineRouting()));
        }
        wire.string(3, request.relativeUri());
        request.headers().forEach((name, value) -> wire.header(4, name, value));
        wire.bytes(5, request.body().toByteArray());
    }

    private static void routing(ProtoEncoder wire, AppEngineRouting routing) {
        wire.string(1, routing.service())
                .string(2, routing.version())
                .string(3, routing.instance())
                .string(4, routing.host());
    }

    private static void retryConfig(ProtoEncoder wire, RetryConfig config) {
        wire.number(1, config.maxAttempts())
                .duration(2, config.maxRetryDuration())
                .duration(3, config.minBackoff())
                .duration(4, config.maxBackoff())
                .number(5, config.maxDoublings());
    }

    private static void time(ProtoEncoder wire, Instant time) {
        wire.number(1, time.getEpochSecond()).number(2, time.getNano());
    }

    private ProtoEncoder duration(int field, Duration duration) {
        return duration == null
                ? this
                : message(
                        field,
                        message -> message.number(1, duration.getSeconds()).number(2, duration.getNano()));
    }

    /** Writes a varint field. Omits it if the value is 0. */
    private ProtoEncoder number(int field, long value) {
        if (value != 0) {
            varint((long) field << 3);
            varint(value);
        }
        return this;
    }

    private ProtoEncoder string(int field, String value) {
        return bytes(field, value.getBytes(StandardCharsets.UTF_8));
    }

    /** Writes a length-delimited field. Omits it if the value is empty. */
    private ProtoEncoder bytes(int field, byte[] value) {
        return value.length == 0 ? this : delimited(field, value);
    }

    /** Writes a message field, even if it is empty. */
    private ProtoEncoder message(int field, Consumer<ProtoEncoder> content) {
        ProtoEncoder message = new ProtoEncoder();
        content.accept(message);
        return delimited(field, message.out.toByteArray());
    }

    /** Writes a map entry: a message whose key and value are always present. */
    private void header(int field, String name, String value) {
        message(
                field,
                entry -> entry.delimited(1, name.getBytes(StandardCharsets.UTF_8))
                        .delimited(2, value.getBytes(StandardCharsets.UTF_8)));
    }

    private ProtoEncoder delimited(int field, byte[] value) {
        varint((long) field << 3 | 2);
        varint(value.length);
        out.writeBytes(value);
        return this;
    }

    private void varint(long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            out.write((int) (rest & 0x7f | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
    }
}
