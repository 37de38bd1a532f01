package io.github.cloudtasks.grpc.rpc;

import java.time.Duration;

/**
 * A call of the API that was answered with an error.
 *
 * @param method the full name of the method, such as {@code google.cloud.tasks.v2.CloudTasks.CreateTask}
 * @param code the number of a {@code google.rpc.Code}, not 0
 * @param message the message of the error, which the client has received
 * @param resource a text with the name of the resource that the call names outside of its body; empty if it names none
 * @param took the time from the arrival of the call to its answer
 */
public record FailedCall(String method, int code, String message, String resource, Duration took) {}
