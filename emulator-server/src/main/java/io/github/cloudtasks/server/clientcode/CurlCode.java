package io.github.cloudtasks.server.clientcode;

import com.fasterxml.jackson.core.JsonGenerator;
import com.google.protobuf.Message;
import com.google.protobuf.TypeRegistry;
import io.github.cloudtasks.grpc.mask.FieldSelection;
import io.github.cloudtasks.rest.json.GoogleJson;
import io.github.cloudtasks.rest.json.JsonWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** A curl command that calls the REST API. */
final class CurlCode {
    private CurlCode() {}

    static String of(TaskTemplate task) {
        return "curl "
                + Quoting.shell("http://" + task.authority() + "/" + task.version() + "/" + task.parent() + "/tasks")
                + " \\\n  -H 'Content-Type: application/json' \\\n  -d "
                + Quoting.shell(json(task.message()))
                + "\n";
    }

    private static String json(Message task) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try (JsonGenerator generator = GoogleJson.generator(text, true)) {
            generator.writeStartObject();
            generator.writeFieldName("task");
            new JsonWriter(generator, TypeRegistry.getEmptyTypeRegistry(), false).write(task, FieldSelection.ALL);
            generator.writeEndObject();
        } catch (IOException e) {
            // Writing to memory does not fail.
            throw new UncheckedIOException(e);
        }
        return text.toString(StandardCharsets.UTF_8);
    }
}
