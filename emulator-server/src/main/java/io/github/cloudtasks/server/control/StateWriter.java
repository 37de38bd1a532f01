package io.github.cloudtasks.server.control;

import com.fasterxml.jackson.core.JsonGenerator;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.TypeRegistry;
import io.github.cloudtasks.engine.state.ExportedQueue;
import io.github.cloudtasks.grpc.mask.FieldSelection;
import io.github.cloudtasks.grpc.v2beta3.SavedStateConverter;
import io.github.cloudtasks.model.task.Task;
import io.github.cloudtasks.proto.emulator.v1.SavedQueue;
import io.github.cloudtasks.proto.emulator.v1.State;
import io.github.cloudtasks.rest.json.GoogleJson;
import io.github.cloudtasks.rest.json.JsonWriter;
import io.github.cloudtasks.rest.json.JsonWriter.Defaults;
import io.github.cloudtasks.rest.routing.SystemParameters;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Iterator;

/**
 * Writes queues with their tasks as the message {@link State}, task by task. Nothing but one task is converted at a
 * time, so a state of any size can be written.
 */
final class StateWriter {
    private StateWriter() {}

    /** Writes JSON. Empty lists of the state are written; inside queues and tasks, they are not. */
    static void writeJson(Iterator<ExportedQueue> queues, OutputStream out, SystemParameters parameters)
            throws IOException {
        JsonGenerator json = GoogleJson.generator(out, parameters.prettyPrint());
        // A flush would send each buffer of the generator as a part of its own.
        json.disable(JsonGenerator.Feature.FLUSH_PASSED_TO_STREAM);
        json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
        JsonWriter messages = new JsonWriter(
                json,
                TypeRegistry.getEmptyTypeRegistry(),
                parameters.enumNumbers(),
                parameters.outputDefaults() ? Defaults.WRITTEN : StateJson.DEFAULTS);
        json.writeStartObject();
        json.writeArrayFieldStart("queues");
        while (queues.hasNext()) {
            writeJson(queues.next(), json, messages);
        }
        json.writeEndArray();
        json.writeEndObject();
        json.close();
        if (parameters.prettyPrint()) {
            out.write('\n');
        }
    }

    private static void writeJson(ExportedQueue queue, JsonGenerator json, JsonWriter messages) throws IOException {
        json.writeStartObject();
        // All settings precede the tasks, so that the tasks can be restored as they are read.
        SavedQueue settings = SavedStateConverter.toProto(queue.queue());
        json.writeFieldName("queue");
        messages.write(settings.getQueue(), FieldSelection.ALL);
        if (settings.getWithoutDoublings()) {
            json.writeBooleanField("withoutDoublings", true);
        }
        json.writeArrayFieldStart("tasks");
        for (Task task : queue.tasks()) {
            messages.write(SavedStateConverter.toProto(task), FieldSelection.ALL);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    /** Writes protobuf. Every task is converted twice, because the size of a queue precedes its tasks. */
    static void writeProtobuf(Iterator<ExportedQueue> queues, OutputStream out) throws IOException {
        CodedOutputStream proto = CodedOutputStream.newInstance(out);
        while (queues.hasNext()) {
            ExportedQueue queue = queues.next();
            SavedQueue settings = SavedStateConverter.toProto(queue.queue());
            long size = settings.getSerializedSize();
            for (Task task : queue.tasks()) {
                size += CodedOutputStream.computeMessageSize(
                        SavedQueue.TASKS_FIELD_NUMBER, SavedStateConverter.toProto(task));
            }
            proto.writeTag(State.QUEUES_FIELD_NUMBER, 2);
            proto.writeUInt64NoTag(size);
            settings.writeTo(proto);
            for (Task task : queue.tasks()) {
                proto.writeMessage(SavedQueue.TASKS_FIELD_NUMBER, SavedStateConverter.toProto(task));
            }
        }
        proto.flush();
    }
}
