package io.github.cloudtasks.server.clientcode;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import java.util.Base64;

/** An ECMAScript module with {@code @google-cloud/tasks} for Node. Messages are objects. */
final class NodeCode extends ObjectLiteral {

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
}
