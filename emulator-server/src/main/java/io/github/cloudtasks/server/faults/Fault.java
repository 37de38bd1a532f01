package io.github.cloudtasks.server.faults;

import io.grpc.Status.Code;
import java.time.Duration;

/**
 * A fault that the emulator causes on purpose. Immutable.
 *
 * @param queue the full name of the queue; empty for all
 * @param rate the probability of the fault, above 0 and at most 1
 * @param count the number of times that the fault occurs; 0 for no limit
 * @param seed selects when the fault occurs. The same seed and the same order of attempts give the same faults
 * @param minDelay the least delay of LATENCY; 0 for other kinds
 * @param maxDelay the longest delay of LATENCY; 0 for other kinds
 * @param code the error of API_ERROR; not used by other kinds
 * @param method the method that fails with API_ERROR, such as {@code CreateTask}; empty for all
 * @param applied whether a call takes effect before it fails with API_ERROR
 */
public record Fault(
        FaultKind kind,
        String queue,
        double rate,
        int count,
        long seed,
        Duration minDelay,
        Duration maxDelay,
        Code code,
        String method,
        boolean applied) {

    /** Returns whether the fault concerns a queue or a resource below it. */
    boolean concerns(String resource) {
        return queue.isEmpty() || resource.equals(queue) || resource.startsWith(queue + "/");
    }

    /** Returns whether the fault concerns a method of the API. */
    boolean concernsMethod(String name) {
        return method.isEmpty() || method.equals(name);
    }
}
