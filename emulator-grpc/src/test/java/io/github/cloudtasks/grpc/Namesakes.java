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
 * A message type of a version of the API, and the one of v2beta3 that has the same name.
 *
 * @param own the version's default instance
 * @param v2beta3 v2beta3's default instance
 */
public record Namesakes(Message own, Message v2beta3) {

    /** All of them, from the file with the version's service. */
    public static List<Namesakes> of(FileDescriptor version) {
        List<Descriptor> all = types(CloudTasksProto.getDescriptor());
        List<Namesakes> namesakes = new ArrayList<>();
        for (Descriptor own : types(version)) {
            all.stream()
                    .filter(type -> nameInVersion(type).equals(nameInVersion(own)))
                    .forEach(type -> namesakes.add(new Namesakes(instance(own), instance(type))));
        }
        return namesakes;
    }

    /** The types that have none, by their names. */
    public static List<String> lackedBy(FileDescriptor version) {
        List<String> there = types(CloudTasksProto.getDescriptor()).stream()
                .map(Namesakes::nameInVersion)
                .toList();
        return types(version).stream()
                .map(Namesakes::nameInVersion)
                .filter(name -> !there.contains(name))
                .map(name -> name.substring(1))
                .toList();
    }

    /** The message types of a file and of all that it imports from its own package, but for the entries of maps. */
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
                        .flatMap(Namesakes::files));
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
