package io.github.cloudtasks.server.clientcode;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** A program with {@code cloud.google.com/go/cloudtasks}. Messages are struct literals. */
final class GoCode extends MessageLiteral {
    private static final String TIMESTAMP = "timestamppb";
    private static final String DURATION = "durationpb";

    /** The packages of well-known types that the literal uses. */
    private final SortedSet<String> wellKnownPackages = new TreeSet<>();

    private GoCode() {
        super("\t");
    }

    static String of(TaskTemplate task) {
        GoCode literal = new GoCode();
        String message = literal.of(task.message(), 2);
        StringBuilder imports = new StringBuilder();
        literal.wellKnownPackages.forEach(name -> imports.append("\n\t\"google.golang.org/protobuf/types/known/")
                .append(name)
                .append('"'));
        return """
                package main

                import (
                	"context"
                	"fmt"
                	"log"

                	cloudtasks "cloud.google.com/go/cloudtasks/api%1$s"
                	"cloud.google.com/go/cloudtasks/api%1$s/cloudtaskspb"
                	"google.golang.org/api/option"
                	"google.golang.org/grpc"
                	"google.golang.org/grpc/credentials/insecure"%2$s
                )

                func main() {
                	ctx := context.Background()
                	client, err := cloudtasks.NewClient(ctx,
                		option.WithEndpoint(%3$s),
                		option.WithoutAuthentication(),
                		option.WithGRPCDialOption(grpc.WithTransportCredentials(insecure.NewCredentials())))
                	if err != nil {
                		log.Fatal(err)
                	}
                	defer client.Close()
                	task, err := client.CreateTask(ctx, &cloudtaskspb.CreateTaskRequest{
                		Parent: %4$s,
                		Task: %5$s,
                	})
                	if err != nil {
                		log.Fatal(err)
                	}
                	fmt.Println(task.GetName())
                }
                """.formatted(
                        task.version(), imports, Quoting.go(task.hostAndPort()), Quoting.go(task.parent()), message);
    }

    @Override
    void putMap(List<String> parts, FieldDescriptor field, List<?> entries, int depth) {
        parts.add(field(field, block("map[string]string{", entries(entries), "}", depth)));
    }

    @Override
    String message(Message message, List<String> parts, int depth) {
        Descriptor type = message.getDescriptorForType();
        String qualifier = switch (type.getFullName()) {
            case "google.protobuf.Timestamp" -> used(TIMESTAMP);
            case "google.protobuf.Duration" -> used(DURATION);
            default -> "cloudtaskspb";
        };
        return block("&" + qualifier + "." + type.getName() + "{", parts, "}", depth);
    }

    private String used(String name) {
        wellKnownPackages.add(name);
        return name;
    }

    /** Returns a field. A member of a oneof is wrapped in the type that the generator of Go makes for it. */
    @Override
    String field(FieldDescriptor field, String value) {
        String assignment = camelCase(field.getName()) + ": " + value;
        if (field.getRealContainingOneof() == null) {
            return assignment;
        }
        return camelCase(field.getRealContainingOneof().getName()) + ": &cloudtaskspb."
                + field.getContainingType().getName() + "_" + camelCase(field.getName()) + "{" + assignment + "}";
    }

    private static String camelCase(String name) {
        StringBuilder camel = new StringBuilder();
        for (String word : name.split("_", -1)) {
            camel.append(Character.toUpperCase(word.charAt(0))).append(word, 1, word.length());
        }
        return camel.toString();
    }

    @Override
    String text(String text) {
        return Quoting.go(text);
    }

    @Override
    String bytes(ByteString bytes) {
        return "[]byte(" + Quoting.goBytes(bytes) + ")";
    }

    @Override
    String constant(FieldDescriptor field, EnumValueDescriptor constant) {
        return "cloudtaskspb." + constant.getType().getName() + "_" + constant.getName();
    }
}
