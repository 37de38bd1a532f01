package io.github.cloudtasks.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.fail;

import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import com.google.protobuf.Message;
import com.google.protobuf.UnknownFieldSet;
import io.github.cloudtasks.proto.emulator.storage.v1.StoredAttempt;
import io.github.cloudtasks.proto.emulator.storage.v1.StoredAuthorization;
import io.github.cloudtasks.proto.emulator.storage.v1.StoredBatchCreate;
import io.github.cloudtasks.proto.emulator.storage.v1.StoredCreatedTask;
import io.github.cloudtasks.proto.emulator.storage.v1.StoredFinishedTask;
import io.github.cloudtasks.proto.emulator.storage.v1.StoredHttpMethod;
import io.github.cloudtasks.proto.emulator.storage.v1.StoredHttpRequest;
import io.github.cloudtasks.proto.emulator.storage.v1.StoredOperation;
import io.github.cloudtasks.proto.emulator.storage.v1.StoredOutcome;
import io.github.cloudtasks.proto.emulator.storage.v1.StoredQueue;
import io.github.cloudtasks.proto.emulator.storage.v1.StoredTask;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Bytes that a newer version has written, and bytes that are damaged. */
class DamagedBytesTest {

    private interface Decoder {
        Object decode(byte[] bytes) throws StoredValueException;
    }

    private record Stored(byte[] bytes, Decoder decoder) {}

    @Test
    void unknown_fields_are_ignored() throws Exception {
        StoredTask task = StoredTask.parseFrom(TaskCodec.encode(Examples.httpTask()));
        StoredHttpRequest request = task.getHttpRequest();
        StoredTask newer = task.toBuilder()
                .setUnknownFields(unknownFields())
                .setHttpRequest(request.toBuilder()
                        .setUnknownFields(unknownFields())
                        .setAuthorization(request.getAuthorization().toBuilder().setUnknownFields(unknownFields())))
                .setLastAttempt(task.getLastAttempt().toBuilder().setUnknownFields(unknownFields()))
                .build();

        assertThat(TaskCodec.decode(Examples.httpTask().name(), newer.toByteArray()))
                .isEqualTo(Examples.httpTask());
        assertThat(QueueCodec.decode(Examples.QUEUE, extended(QueueCodec.encode(Examples.pushQueue()))))
                .isEqualTo(Examples.pushQueue());
        assertThat(PolicyCodec.decode(Examples.QUEUE, extended(PolicyCodec.encode(Examples.policy()))))
                .isEqualTo(Examples.policy());
        assertThat(OperationCodec.decode(extended(OperationCodec.encode(Examples.batchCreate()))))
                .isEqualTo(Examples.batchCreate());
    }

    @Test
    void truncated_bytes_are_a_value_or_cannot_be_decoded() {
        for (Stored stored : stored(20)) {
            for (int length = 0; length < Math.min(stored.bytes.length, 500); length++) {
                decode(stored.decoder, Arrays.copyOf(stored.bytes, length));
            }
        }
    }

    @Test
    void truncated_request_is_rejected() {
        byte[] bytes = TaskCodec.encode(Examples.typicalTask());
        // The body is the last field, with its tag and its length before it.
        int body = 2 + Examples.typicalTask().payload().body().size();
        for (int length = bytes.length - body; length < bytes.length; length++) {
            assertRejected(
                    Arrays.copyOf(bytes, length),
                    "The stored task " + Examples.pullTask().name()
                            + " cannot be decoded: the bytes are truncated or damaged.");
        }
    }

    @Test
    void changed_bytes_are_a_value_or_cannot_be_decoded() {
        Random random = new Random(5);
        for (Stored stored : stored(50)) {
            for (int i = 0; i < 100 && stored.bytes.length > 0; i++) {
                byte[] changed = stored.bytes.clone();
                for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
                    changed[random.nextInt(Math.min(changed.length, 300))] = (byte) random.nextInt();
                }
                decode(stored.decoder, changed);
            }
        }
    }

    @Test
    void random_bytes_are_a_value_or_cannot_be_decoded() {
        Random random = new Random(6);
        for (Stored stored : stored(1)) {
            for (int i = 0; i < 10_000; i++) {
                byte[] bytes = new byte[random.nextInt(60)];
                random.nextBytes(bytes);
                decode(stored.decoder, bytes);
            }
        }
    }

    @Test
    void message_names_the_value_and_the_reason() {
        assertRejected(
                new byte[] {0x0a, 9},
                "The stored task projects/example-project/locations/us-central1/queues/mail/tasks/pull cannot be decoded: "
                        + "the bytes are truncated or damaged.");
        assertThatExceptionOfType(StoredValueException.class)
                .isThrownBy(() -> PolicyCodec.decode(Examples.QUEUE, new byte[] {7}))
                .withMessage(
                        "The stored IAM policy of projects/example-project/locations/us-central1/queues/mail cannot be decoded: "
                                + "the bytes are truncated or damaged.");
    }

    @Test
    void missing_and_unknown_values_are_named() {
        StoredTask.Builder task = StoredTask.newBuilder();
        assertRejected(task, "the create time is missing");
        task.setCreateTime(1);
        assertRejected(task, "the payload is missing or of an unknown kind");
        task.setHttpRequest(StoredHttpRequest.getDefaultInstance());
        assertRejected(task, "the HTTP method is missing or unknown");
        task.getHttpRequestBuilder().setHttpMethodValue(99);
        assertRejected(task, "the HTTP method is missing or unknown");
        task.getHttpRequestBuilder().setHttpMethod(StoredHttpMethod.HTTP_METHOD_PUT);
        task.getHttpRequestBuilder().addHeaders("name");
        assertRejected(task, "a header has no value");
        task.getHttpRequestBuilder().addHeaders("value");
        task.getHttpRequestBuilder().setAuthorization(StoredAuthorization.getDefaultInstance());
        assertRejected(task, "the authorization has no known kind");
        task.getHttpRequestBuilder().clearAuthorization();
        task.setLastAttempt(StoredAttempt.newBuilder().setOutcome(StoredOutcome.getDefaultInstance()));
        assertRejected(task, "the outcome has no known kind");
        task.clearLastAttempt();
        task.setDispatchDeadline(
                Duration.newBuilder().setSeconds(Long.MIN_VALUE).setNanos(-1));
        assertRejected(task, "a duration is out of range");
        task.setDispatchDeadline(Duration.newBuilder().setNanos(1_000_000_000));
        assertRejected(task, "a duration is out of range");
    }

    @Test
    void missing_and_unknown_values_of_queues_are_named() throws Exception {
        StoredQueue queue = StoredQueue.parseFrom(QueueCodec.encode(Examples.pushQueue()));
        assertQueueRejected(queue.toBuilder().clearTarget(), "the target is missing or of an unknown kind");
        assertQueueRejected(queue.toBuilder().clearState(), "the state is missing or unknown");
        assertQueueRejected(queue.toBuilder().setStateValue(4), "the state is missing or unknown");
        for (StoredQueue.Builder incomplete : List.of(
                queue.toBuilder().clearRateLimits(),
                queue.toBuilder().clearRetryConfig(),
                queue.toBuilder().clearTaskTtl(),
                queue.toBuilder().clearTombstoneTtl())) {
            assertQueueRejected(incomplete, "the rate limits, the retry config or a TTL is missing");
        }

        StoredQueue.Builder target = queue.toBuilder();
        target.getPushTargetBuilder().getHttpTargetBuilder().addHeaderOverrides("name");
        assertQueueRejected(target, "a header override has no value");
        target = queue.toBuilder();
        target.getPushTargetBuilder()
                .getHttpTargetBuilder()
                .getUriOverrideBuilder()
                .setSchemeValue(3);
        assertQueueRejected(target, "the scheme of the URI override is unknown");
        target = queue.toBuilder();
        target.getPushTargetBuilder()
                .getHttpTargetBuilder()
                .getUriOverrideBuilder()
                .setEnforceModeValue(3);
        assertQueueRejected(target, "the enforce mode of the URI override is unknown");
    }

    @Test
    void missing_and_unknown_values_of_operations_are_named() throws Exception {
        StoredOperation operation = StoredOperation.parseFrom(OperationCodec.encode(Examples.batchDelete()));
        assertOperationRejected(operation.toBuilder().clearLocation(), "the location is missing");
        assertOperationRejected(operation.toBuilder().clearState(), "the state is missing or unknown");
        assertOperationRejected(operation.toBuilder().clearKind(), "the operation has no known kind");
        assertOperationRejected(
                operation.toBuilder()
                        .setBatchCreate(
                                StoredBatchCreate.newBuilder().addCreated(StoredCreatedTask.getDefaultInstance())),
                "the queue of the first created task is missing");
    }

    @Test
    void missing_and_damaged_values_of_finished_tasks_are_named() throws Exception {
        StoredFinishedTask finished =
                StoredFinishedTask.parseFrom(FinishedTaskCodec.encode(Examples.finishedHttpTask()));
        assertFinishedRejected(finished.toBuilder().clearTask(), "the task is missing");
        assertFinishedRejected(finished.toBuilder().clearReason(), "the reason of the end is missing or unknown");
        assertFinishedRejected(finished.toBuilder().setReasonValue(99), "the reason of the end is missing or unknown");
        for (String lines : List.of("a: b", "a: b\n", "a\r\n", "a:\r\n", "\r\n", "a: b\r\nc", "a\r\nb: c\r\n")) {
            StoredFinishedTask.Builder headers = finished.toBuilder();
            headers.getAttemptsBuilder(0)
                    .getExchangeBuilder()
                    .getRequestBuilder()
                    .setHeaders(ByteString.copyFromUtf8(lines));
            assertFinishedRejected(headers, "the headers are damaged");
        }
        StoredFinishedTask.Builder address = finished.toBuilder();
        address.getAttemptsBuilder(0)
                .getExchangeBuilder()
                .getRemoteAddressBuilder()
                .setPort(-1);
        assertFinishedRejected(address, "the address of the connection is damaged");
        address.getAttemptsBuilder(0)
                .getExchangeBuilder()
                .getRemoteAddressBuilder()
                .setPort(1)
                .setIp(ByteString.copyFromUtf8("12345"));
        assertFinishedRejected(address, "the address of the connection is damaged");
    }

    private static void assertFinishedRejected(Message.Builder finished, String reason) {
        assertThatExceptionOfType(StoredValueException.class)
                .isThrownBy(() -> FinishedTaskCodec.decode(
                        1, Examples.QUEUE.task("t"), finished.build().toByteArray()))
                .withMessage(
                        "The stored finished task " + Examples.QUEUE + "/tasks/t cannot be decoded: " + reason + ".");
    }

    private static void assertRejected(Message.Builder task, String reason) {
        assertThatExceptionOfType(StoredValueException.class)
                .isThrownBy(() ->
                        TaskCodec.decode(Examples.QUEUE.task("t"), task.build().toByteArray()))
                .withMessage("The stored task " + Examples.QUEUE + "/tasks/t cannot be decoded: " + reason + ".");
    }

    private static void assertRejected(byte[] task, String message) {
        assertThatExceptionOfType(StoredValueException.class)
                .isThrownBy(() -> TaskCodec.decode(Examples.pullTask().name(), task))
                .withMessage(message);
    }

    private static void assertQueueRejected(Message.Builder queue, String reason) {
        assertThatExceptionOfType(StoredValueException.class)
                .isThrownBy(
                        () -> QueueCodec.decode(Examples.QUEUE, queue.build().toByteArray()))
                .withMessage("The stored queue " + Examples.QUEUE + " cannot be decoded: " + reason + ".");
    }

    private static void assertOperationRejected(Message.Builder operation, String reason) {
        assertThatExceptionOfType(StoredValueException.class)
                .isThrownBy(() -> OperationCodec.decode(operation.build().toByteArray()))
                .withMessage("The stored operation cannot be decoded: " + reason + ".");
    }

    /** Decodes bytes. Any exception but ours fails the test. */
    private static void decode(Decoder decoder, byte[] bytes) {
        try {
            decoder.decode(bytes);
        } catch (StoredValueException e) {
            if (!String.valueOf(e.getMessage()).matches("The stored .* cannot be decoded: .*\\.")) {
                fail("no sentence", e);
            }
        } catch (RuntimeException e) {
            fail("bytes " + Arrays.toString(bytes), e);
        }
    }

    private static List<Stored> stored(int count) {
        RandomValues random = new RandomValues(7);
        List<Stored> stored = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            stored.add(new Stored(
                    TaskCodec.encode(random.task()), bytes -> TaskCodec.decode(Examples.QUEUE.task("t"), bytes)));
            stored.add(
                    new Stored(QueueCodec.encode(random.queue()), bytes -> QueueCodec.decode(Examples.QUEUE, bytes)));
            stored.add(new Stored(
                    PolicyCodec.encode(random.policy()), bytes -> PolicyCodec.decode(Examples.QUEUE, bytes)));
            stored.add(new Stored(OperationCodec.encode(random.operation()), OperationCodec::decode));
            stored.add(new Stored(
                    FinishedTaskCodec.encode(random.finishedTask()),
                    bytes -> FinishedTaskCodec.decode(1, Examples.QUEUE.task("t"), bytes)));
        }
        return stored;
    }

    private static byte[] extended(byte[] message) {
        return ByteString.copyFrom(message)
                .concat(unknownFields().toByteString())
                .toByteArray();
    }

    private static UnknownFieldSet unknownFields() {
        return UnknownFieldSet.newBuilder()
                .addField(
                        1000,
                        UnknownFieldSet.Field.newBuilder()
                                .addVarint(1)
                                .addFixed32(2)
                                .addFixed64(3)
                                .addLengthDelimited(ByteString.copyFromUtf8("text"))
                                .addGroup(UnknownFieldSet.getDefaultInstance())
                                .build())
                .build();
    }
}
