package io.github.cloudtasks.server.clientcode;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;

/** A script with {@code google-cloud-tasks} for Python. Messages are dictionaries. */
final class PythonCode extends ObjectLiteral {

    private PythonCode() {
        super("    ");
    }

    static String of(TaskTemplate task) {
        return """
                import grpc
                from google.cloud import tasks_%1$s as tasks
                from google.cloud.tasks_%1$s.services.cloud_tasks.transports import CloudTasksGrpcTransport

                channel = grpc.insecure_channel(%2$s)
                client = tasks.CloudTasksClient(transport=CloudTasksGrpcTransport(channel=channel))
                task = client.create_task(
                    parent=%3$s,
                    task=%4$s,
                )
                print(task.name)
                """.formatted(
                        task.version(),
                        Quoting.python(task.hostAndPort()),
                        Quoting.python(task.parent()),
                        new PythonCode().of(task.message(), 1));
    }

    @Override
    String field(FieldDescriptor field, String value) {
        return "\"" + field.getName() + "\": " + value;
    }

    @Override
    String text(String text) {
        return Quoting.python(text);
    }

    @Override
    String bytes(ByteString bytes) {
        boolean isPlain = !bytes.isValidUtf8() || bytes.toStringUtf8().length() == bytes.size();
        return isPlain ? Quoting.pythonBytes(bytes) : text(bytes.toStringUtf8()) + ".encode()";
    }
}
