package io.github.cloudtasks.grpc.rpc;

import io.grpc.MethodDescriptor;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The full names of the methods of gRPC services, as protobuf writes them. Each name is made once, because a call costs
 * little more than that. Thread-safe.
 */
final class MethodNames {
    /** By the name that gRPC writes, with a slash. There are as many entries as methods that were called. */
    private static final ConcurrentHashMap<String, String> NAMES = new ConcurrentHashMap<>();

    private MethodNames() {}

    /** Returns the name of a method, such as {@code google.cloud.tasks.v2.CloudTasks.CreateTask}. */
    static String of(MethodDescriptor<?, ?> method) {
        return NAMES.computeIfAbsent(method.getFullMethodName(), name -> name.replace('/', '.'));
    }
}
