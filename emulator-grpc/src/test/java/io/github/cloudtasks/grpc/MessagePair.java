package io.github.cloudtasks.grpc;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Internal;
import com.google.protobuf.Message;
import io.github.cloudtasks.proto.v2beta3.CloudTasksProto;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A message type of an API version and the type of v2beta3 with the same name.
 *
 * @param own the default instance of the version's type
 * @param v2beta3 the default instance of v2beta3's type
 */
public record MessagePair(Message own, Message v2beta3) {

    /** Returns the pairs of a version. The file is the one with the version's service. */
    public static List<MessagePair> of(FileDescriptor version) {
        List<Descriptor> all = types(CloudTasksProto.getDescriptor());
        List<MessagePair> pairs = new ArrayList<>();
        for (Descriptor own : types(version)) {
            all.stream()
                    .filter(type -> nameInVersion(type).equals(nameInVersion(own)))
                    .forEach(type -> pairs.add(new MessagePair(instance(own), instance(type))));
        }
        return pairs;
    }

    /** Returns the names of the types of a version that v2beta3 does not have. */
    public static List<String> namesMissingFromV2beta3(FileDescriptor version) {
        List<String> inV2beta3 = types(CloudTasksProto.getDescriptor()).stream()
                .map(MessagePair::nameInVersion)
                .toList();
        return types(version).stream()
                .map(MessagePair::nameInVersion)
                .filter(name -> !inV2beta3.contains(name))
                .map(name -> name.substring(1))
                .toList();
    }

    /** Returns the message types of a file and its imports from the same package. Map entries are left out. */
    private static List<Descriptor> types(FileDescriptor file) {
        return files(file)
                .distinct()
                .flatMap(each -> each.getMessageTypes().stream())
                .flatMap(type -> Stream.concat(Stream.of(type), type.getNestedTypes().stream()))
                .filter(type -> !type.getOptions().getMapEntry())
                .toList();
    }

    private static Stream<FileDescriptor> files(FileDescriptor file) {
        return Stream.concat(
                Stream.of(file),
                file.getDependencies().stream()
                        .filter(each -> each.getPackage().equals(file.getPackage()))
                        .flatMap(MessagePair::files));
    }

    private static String nameInVersion(Descriptor type) {
        return type.getFullName().substring(type.getFile().getPackage().length());
    }

    private static Message instance(Descriptor type) {
        String className = type.getFile().getOptions().getJavaPackage()
                + nameInVersion(type).replace('.', '$').replaceFirst("\\$", ".");
        try {
            return Internal.getDefaultInstance(Class.forName(className).asSubclass(Message.class));
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }
}
