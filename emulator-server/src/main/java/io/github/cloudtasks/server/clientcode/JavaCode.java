package io.github.cloudtasks.server.clientcode;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** A program with {@code google-cloud-tasks} for Java. Messages are chains of builder calls. */
final class JavaCode extends MessageLiteral {
    /** The classes that the program imports. */
    private final SortedSet<String> imports = new TreeSet<>(List.of(
            "com.google.api.gax.core.NoCredentialsProvider",
            "com.google.api.gax.grpc.GrpcTransportChannel",
            "com.google.api.gax.rpc.FixedTransportChannelProvider",
            "io.grpc.ManagedChannel",
            "io.grpc.ManagedChannelBuilder"));

    private final String version;

    private JavaCode(String version) {
        super("  ");
        this.version = version;
        for (String type : List.of("CloudTasksClient", "CloudTasksSettings")) {
            importType(type);
        }
    }

    static String of(TaskTemplate task) {
        JavaCode literal = new JavaCode(task.version());
        String message = literal.of(task.withoutRetryConfig().message(), 5);
        StringBuilder imports = new StringBuilder();
        literal.imports.forEach(name -> imports.append("import ").append(name).append(";\n"));
        return task.commentOnRetryConfig("// ")
                + """
                %sclass CreateTask {
                  public static void main(String[] args) throws Exception {
                    ManagedChannel channel =
                        ManagedChannelBuilder.forTarget(%s).usePlaintext().build();
                    CloudTasksSettings settings = CloudTasksSettings.newBuilder()
                        .setCredentialsProvider(NoCredentialsProvider.create())
                        .setTransportChannelProvider(
                            FixedTransportChannelProvider.create(GrpcTransportChannel.create(channel)))
                        .build();
                    try (CloudTasksClient client = CloudTasksClient.create(settings)) {
                      Task task = client.createTask(
                          %s,
                          %s
                              .build());
                      System.out.println(task.getName());
                    } finally {
                      channel.shutdownNow();
                    }
                  }
                }
                """.formatted(
                        imports.append('\n'), Quoting.java(task.hostAndPort()), Quoting.java(task.parent()), message);
    }

    private void importType(String name) {
        imports.add("com.google.cloud.tasks." + version + "." + name);
    }

    @Override
    void putMap(List<String> parts, FieldDescriptor field, List<?> entries, int depth) {
        for (Object entry : entries) {
            Message pair = (Message) entry;
            parts.add(
                    ".put" + camelCase(field) + "(" + text(part(pair, "key")) + ", " + text(part(pair, "value")) + ")");
        }
    }

    @Override
    String message(Message message, List<String> parts, int depth) {
        String name = message.getDescriptorForType().getName();
        if (message.getDescriptorForType().getFile().getPackage().equals("google.protobuf")) {
            imports.add("com.google.protobuf." + name);
        } else {
            importType(name);
        }
        StringBuilder chain = new StringBuilder(name).append(".newBuilder()");
        parts.forEach(part -> chain.append(newLine(depth + 2)).append(part));
        return chain.toString();
    }

    @Override
    String field(FieldDescriptor field, String value) {
        return ".set" + camelCase(field) + "(" + value + ")";
    }

    private static String camelCase(FieldDescriptor field) {
        String name = field.getJsonName();
        return Character.toUpperCase(name.charAt(0)) + name.substring(1);
    }

    @Override
    String text(String text) {
        return Quoting.java(text);
    }

    @Override
    String bytes(ByteString bytes) {
        imports.add("com.google.protobuf.ByteString");
        return bytes.isValidUtf8()
                ? "ByteString.copyFromUtf8(" + text(bytes.toStringUtf8()) + ")"
                : "ByteString.fromHex(\"" + Quoting.hex(bytes) + "\")";
    }

    @Override
    String constant(FieldDescriptor field, EnumValueDescriptor constant) {
        importType(constant.getType().getName());
        return constant.getType().getName() + "." + constant.getName();
    }
}
