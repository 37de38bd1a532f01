package io.github.cloudtasks.server.control;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.TypeRegistry;
import com.google.protobuf.util.Durations;
import com.google.protobuf.util.Timestamps;
import io.github.cloudtasks.model.QueueName;
import io.github.cloudtasks.proto.emulator.v1.EmulatorEvent;
import io.github.cloudtasks.proto.emulator.v1.EventGap;
import io.github.cloudtasks.rest.json.JsonReader;
import io.github.cloudtasks.server.history.LoggedEvent;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EventStreamWriterTest {
    private static final QueueName QUEUE = QueueName.of("p", "us-central1", "q");
    private static final Instant TIME = Instant.parse("2026-01-02T03:04:05.000006Z");

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @Test
    void event_with_all_fields_is_the_json_of_the_message() throws Exception {
        new EventStreamWriter(out)
                .event(new LoggedEvent(
                        7,
                        TIME,
                        LoggedEvent.Kind.CALL_FAILED,
                        QUEUE,
                        QUEUE.task("t"),
                        2,
                        503,
                        "a \"detail\"\nof two lines",
                        TIME.plusSeconds(1),
                        Duration.ofMillis(1500),
                        9,
                        new LoggedEvent.Call("a.b.C", "NOT_FOUND")));

        EmulatorEvent read = read(7);
        assertThat(read)
                .isEqualTo(EmulatorEvent.newBuilder()
                        .setKind(EmulatorEvent.Kind.CALL_FAILED)
                        .setTime(Timestamps.parse("2026-01-02T03:04:05.000006Z"))
                        .setQueue(QUEUE.toString())
                        .setTask(QUEUE + "/tasks/t")
                        .setAttempt(2)
                        .setStatus(503)
                        .setDetail("a \"detail\"\nof two lines")
                        .setUntil(Timestamps.parse("2026-01-02T03:04:06.000006Z"))
                        .setTook(Durations.fromMillis(1500))
                        .setCount(9)
                        .setMethod("a.b.C")
                        .setCode("NOT_FOUND")
                        .build());
        assertThat(read.getAllFields().keySet())
                .extracting(FieldDescriptor::getName)
                .hasSameSizeAs(EmulatorEvent.getDescriptor().getFields());
    }

    @ParameterizedTest
    @EnumSource
    void every_kind_has_a_value_in_the_message(LoggedEvent.Kind kind) throws Exception {
        new EventStreamWriter(out).event(new LoggedEvent(1, TIME, kind, null, null, 0, 0, "", null, null, 0, null));

        assertThat(read(1).getKind().name()).isEqualTo(kind.name());
        assertThat(out.toString(StandardCharsets.UTF_8))
                .isEqualTo("id: 1\ndata: {\"kind\":\"" + kind + "\",\"time\":\"2026-01-02T03:04:05.000006Z\"}\n\n");
    }

    @Test
    void events_and_gaps_follow_each_other() throws Exception {
        EventStreamWriter writer = new EventStreamWriter(out);
        LoggedEvent event = new LoggedEvent(9, TIME, LoggedEvent.Kind.RESET, null, null, 0, 0, "", null, null, 0, null);
        writer.comment("");
        writer.gap(8, EventGap.newBuilder().setLost(3).build());
        writer.event(event);
        writer.id(12);

        assertThat(out.toString(StandardCharsets.UTF_8))
                .isEqualTo(":\n\nid: 8\nevent: gap\ndata: {\"lost\":3}\n\n"
                        + "id: 9\ndata: {\"kind\":\"RESET\",\"time\":\"2026-01-02T03:04:05.000006Z\"}\n\nid: 12\n\n");
    }

    private EmulatorEvent read(long id) throws Exception {
        String text = out.toString(StandardCharsets.UTF_8);
        assertThat(text).startsWith("id: " + id + "\ndata: {").endsWith("}\n\n");
        EmulatorEvent.Builder read = EmulatorEvent.newBuilder();
        String json = text.substring(text.indexOf('{'));
        new JsonReader(TypeRegistry.getEmptyTypeRegistry()).read(json.getBytes(StandardCharsets.UTF_8), read);
        return read.build();
    }
}
