package io.github.cloudtasks.schema;

import com.google.protobuf.Descriptors.FileDescriptor;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;

/** An interface that is published in a Java artifact, and our definition of it. */
enum Api {
    V2(
            com.google.cloud.tasks.v2.CloudTasksProto.getDescriptor(),
            io.github.cloudtasks.proto.v2.CloudTasksProto.getDescriptor()),
    V2BETA3(
            com.google.cloud.tasks.v2beta3.CloudTasksProto.getDescriptor(),
            io.github.cloudtasks.proto.v2beta3.CloudTasksProto.getDescriptor()),
    V2BETA2(
            com.google.cloud.tasks.v2beta2.CloudTasksProto.getDescriptor(),
            io.github.cloudtasks.proto.v2beta2.CloudTasksProto.getDescriptor()),
    LOCATIONS(
            com.google.cloud.location.LocationsProto.getDescriptor(),
            io.github.cloudtasks.proto.location.LocationsProto.getDescriptor());

    private final FileDescriptor published;
    private final FileDescriptor ours;

    Api(FileDescriptor published, FileDescriptor ours) {
        this.published = published;
        this.ours = ours;
    }

    /** The published files of this interface, without those that it imports from others. */
    Collection<FileDescriptor> published() {
        return withImports(published).stream().filter(this::isPart).toList();
    }

    /** Our files of this interface, without those that it imports from others. */
    Collection<FileDescriptor> ours() {
        return withImports(ours).stream().filter(this::isPart).toList();
    }

    /** The files from others that our definition imports. */
    Collection<FileDescriptor> imported() {
        return withImports(ours).stream().filter(file -> !isPart(file)).toList();
    }

    private boolean isPart(FileDescriptor file) {
        return file.getPackage().equals(published.getPackage());
    }

    private static Collection<FileDescriptor> withImports(FileDescriptor root) {
        Map<String, FileDescriptor> found = new LinkedHashMap<>();
        Deque<FileDescriptor> open = new ArrayDeque<>();
        open.add(root);
        while (!open.isEmpty()) {
            FileDescriptor file = open.remove();
            if (found.put(file.getFullName(), file) == null) {
                open.addAll(file.getDependencies());
            }
        }
        return found.values();
    }
}
