package io.github.cloudtasks.server.control;

import com.fasterxml.jackson.core.JsonGenerator;
import com.google.protobuf.TypeRegistry;
import io.github.cloudtasks.grpc.mask.FieldSelection;
import io.github.cloudtasks.proto.emulator.v1.EmulatorEvent;
import io.github.cloudtasks.proto.emulator.v1.EventGap;
import io.github.cloudtasks.rest.json.GoogleJson;
import io.github.cloudtasks.rest.json.JsonWriter;
import io.github.cloudtasks.server.history.LoggedEvent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Writes server-sent events. The JSON of an event is that of an {@link EmulatorEvent}, but it is written without the
 * message, which would take several times as long, and a busy emulator has many events. Confined to one thread.
 */
final class EventStreamWriter {
    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private final OutputStream out;
    private final ByteArrayOutputStream buffer = new ByteArrayOutputStream(512);
    private final JsonGenerator json;

    EventStreamWriter(OutputStream out) throws IOException {
        this.out = out;
        this.json = GoogleJson.generator(buffer, false);
        json.setRootValueSeparator(null);
    }

    /** Writes a line that clients ignore. */
    void comment(String text) throws IOException {
        out.write(bytes(":" + text + "\n\n"));
    }

    /** Writes the id from which a client resumes, without an event. */
    void id(long id) throws IOException {
        out.write(bytes("id: " + id + "\n\n"));
    }

    /** Writes that events were lost. */
    void gap(long id, EventGap gap) throws IOException {
        new JsonWriter(json, TypeRegistry.getEmptyTypeRegistry(), false).write(gap, FieldSelection.ALL);
        write("id: " + id + "\nevent: gap\ndata: ");
    }

    /** Writes an event. Without a type, it is a "message", which every client receives. */
    void event(LoggedEvent event) throws IOException {
        json.writeStartObject();
        json.writeStringField("kind", event.kind().name());
        json.writeStringField("time", event.time().toString());
        writeText("queue", event.queue());
        writeText("task", event.task());
        writeNumber("attempt", event.attempt());
        writeNumber("status", event.status());
        writeText("detail", event.detail());
        writeText("until", event.until());
        if (event.took() != null) {
            json.writeStringField("took", text(event.took()));
        }
        writeNumber("count", event.count());
        if (event.call() != null) {
            writeText("method", event.call().method());
            writeText("code", event.call().code());
        }
        json.writeEndObject();
        write("id: " + event.id() + "\ndata: ");
    }

    private void writeText(String name, @Nullable Object value) throws IOException {
        String text = value == null ? "" : value.toString();
        if (!text.isEmpty()) {
            json.writeStringField(name, text);
        }
    }

    private void writeNumber(String name, int value) throws IOException {
        if (value != 0) {
            json.writeNumberField(name, value);
        }
    }

    /** Returns a duration that is not negative, such as 0.003000000s. */
    private static String text(Duration duration) {
        String fraction = Long.toString(NANOS_PER_SECOND + duration.getNano()).substring(1);
        return duration.getSeconds() + "." + fraction + "s";
    }

    /** Writes the JSON that was generated, after the lines before it. */
    private void write(String before) throws IOException {
        json.flush();
        out.write(bytes(before));
        buffer.writeTo(out);
        buffer.reset();
        out.write(bytes("\n\n"));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
