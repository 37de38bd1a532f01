package io.github.cloudtasks.server.clientcode;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.Base64;
import java.util.List;

/** An ECMAScript module with {@code @google-cloud/tasks} for Node. Messages are objects. */
final class NodeCode extends MessageLiteral {

    private NodeCode() {
        super("  ");
    }

    static String of(TaskTemplate task) {
        return task.commentOnRetryConfig("// ")
                + """
                import tasks from "@google-cloud/tasks";
                import { grpc } from "google-gax";

                const client = new tasks.%s.CloudTasksClient({
                  apiEndpoint: %s,
                  port: %s,
                  projectId: %s,
                  sslCreds: grpc.credentials.createInsecure(),
                });
                const [task] = await client.createTask({
                  parent: %s,
                  task: %s,
                });
                console.log(task.name);
                """.formatted(
                                task.version(),
                                Quoting.javaScript(task.host()),
                                task.port(),
                                Quoting.javaScript(task.queue().location().project()),
                                Quoting.javaScript(task.parent()),
                                new NodeCode().of(task.withoutRetryConfig().message(), 1));
    }

    @Override
    void putMap(List<String> parts, FieldDescriptor field, List<?> entries, int depth) {
        parts.add(field(field, block("{", entries(entries), "}", depth)));
    }

    @Override
    String message(Message message, List<String> parts, int depth) {
        return block("{", parts, "}", depth);
    }

    @Override
    String field(FieldDescriptor field, String value) {
        return field.getJsonName() + ": " + value;
    }

    @Override
    String text(String text) {
        return Quoting.javaScript(text);
    }

    @Override
    String bytes(ByteString bytes) {
        return bytes.isValidUtf8()
                ? "Buffer.from(" + text(bytes.toStringUtf8()) + ")"
                : "Buffer.from(\"" + Base64.getEncoder().encodeToString(bytes.toByteArray()) + "\", \"base64\")";
    }

    @Override
    String constant(FieldDescriptor field, EnumValueDescriptor constant) {
        return text(constant.getName());
    }
}
