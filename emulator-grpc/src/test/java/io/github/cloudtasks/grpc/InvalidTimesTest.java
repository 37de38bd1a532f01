package io.github.cloudtasks.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Duration;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import io.github.cloudtasks.grpc.rpc.ApiVersion;
import io.github.cloudtasks.grpc.rpc.Rpc;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Every time and duration of a request of any version, in fields that callers set. JSON cannot express these values. A
 * time before the year 1 is not among them: the service was recorded to take it as a past time.
 */
class InvalidTimesTest {
    private static final String LOCATION = "projects/p/locations/us-central1";
    private static final String QUEUE = LOCATION + "/queues/q";

    /** Fields that the service sets and that are ignored in requests; not all of them are annotated. */
    private static final Set<String> OUTPUT_FIELDS =
            Set.of("create_time", "purge_time", "stats", "status", "first_attempt", "last_attempt");

    private static final List<Timestamp> INVALID_TIMES = List.of(
            Timestamp.newBuilder().setSeconds(253_402_300_800L).build(),
            Timestamp.newBuilder().setSeconds(Long.MAX_VALUE).build(),
            Timestamp.newBuilder().setNanos(-1).build(),
            Timestamp.newBuilder().setNanos(1_000_000_000).build());

    private static final List<Duration> INVALID_DURATIONS = List.of(
            Duration.newBuilder().setSeconds(315_576_000_001L).build(),
            Duration.newBuilder().setSeconds(Long.MIN_VALUE).build(),
            Duration.newBuilder().setNanos(1_000_000_000).build(),
            Duration.newBuilder().setSeconds(1).setNanos(-1).build());

    /** A field of a request, below the fields that contain it. */
    private record Path(Rpc rpc, List<FieldDescriptor> fields) {
        FieldDescriptor last() {
            return fields.getLast();
        }

        boolean isTime() {
            return isTimeOrDuration(last())
                    && last().getMessageType()
                            .getFullName()
                            .equals(Timestamp.getDescriptor().getFullName());
        }

        /** Returns a request with valid names and this value. */
        Message request(Message value) {
            Message.Builder request = rpc.request().newBuilderForType();
            set(request, 0, value);
            setText(request, "parent", rpc.method().getName().equals("CreateQueue") ? LOCATION : QUEUE);
            setText(request, "name", QUEUE + "/tasks/t");
            FieldDescriptor queue = request.getDescriptorForType().findFieldByName("queue");
            if (queue != null) {
                setText(request.getFieldBuilder(queue), "name", QUEUE);
            }
            return request.build();
        }

        private static void setText(Message.Builder message, String name, String text) {
            FieldDescriptor field = message.getDescriptorForType().findFieldByName(name);
            if (field != null) {
                message.setField(field, text);
            }
        }

        private void set(Message.Builder message, int level, Message value) {
            FieldDescriptor field = fields.get(level);
            if (level == fields.size() - 1) {
                message.setField(field, value);
                return;
            }
            Message.Builder inner = message.newBuilderForField(field);
            set(inner, level + 1, value);
            if (field.isRepeated()) {
                message.addRepeatedField(field, inner.build());
            } else {
                message.setField(field, inner.build());
            }
        }

        @Override
        public String toString() {
            return rpc.method().getFullName() + " "
                    + String.join(
                            ".", fields.stream().map(FieldDescriptor::getName).toList());
        }
    }

    private static boolean isTimeOrDuration(FieldDescriptor field) {
        return Stream.of(Timestamp.getDescriptor(), Duration.getDescriptor())
                .anyMatch(type -> field.getMessageType().getFullName().equals(type.getFullName()));
    }

    private static void collect(Rpc rpc, Descriptor type, List<FieldDescriptor> above, List<Path> into) {
        for (FieldDescriptor field : type.getFields()) {
            boolean isOutput = OUTPUT_FIELDS.contains(field.getName());
            boolean isRecursive = above.contains(field);
            if (field.getJavaType() != JavaType.MESSAGE || isOutput || isRecursive || field.isMapField()) {
                continue;
            }
            List<FieldDescriptor> fields = new ArrayList<>(above);
            fields.add(field);
            if (isTimeOrDuration(field)) {
                into.add(new Path(rpc, fields));
            } else {
                collect(rpc, field.getMessageType(), fields, into);
            }
        }
    }

    private static List<Path> paths(ApiVersion version) {
        List<Path> paths = new ArrayList<>();
        version.cloudTasks().rpcs().stream()
                // Reports the error of an item in its operation.
                .filter(rpc -> !rpc.method().getName().equals("BatchCreateTasks"))
                .forEach(rpc -> collect(rpc, rpc.request().getDescriptorForType(), List.of(), paths));
        return paths;
    }

    @Test
    @Tag("inferred")
    void time_or_duration_that_cannot_exist_is_rejected_in_every_field() {
        List<String> accepted = new ArrayList<>();
        int checked = 0;
        try (InProcessEmulator emulator = new InProcessEmulator()) {
            for (ApiVersion version : emulator.versions) {
                for (Path path : paths(version)) {
                    for (Message value : path.isTime() ? INVALID_TIMES : INVALID_DURATIONS) {
                        checked++;
                        StatusRuntimeException e = catchThrowableOfType(
                                StatusRuntimeException.class, () -> path.rpc().call(path.request(value)));
                        if (e == null
                                || e.getStatus().getCode() != Status.Code.INVALID_ARGUMENT
                                || !"Request contains an invalid argument."
                                        .equals(e.getStatus().getDescription())) {
                            accepted.add(path + ": " + e);
                        }
                    }
                }
            }
        }
        assertThat(accepted).isEmpty();
        assertThat(checked).isGreaterThan(100);
    }
}
