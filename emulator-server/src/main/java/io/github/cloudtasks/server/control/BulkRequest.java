package io.github.cloudtasks.server.control;

import io.github.cloudtasks.proto.emulator.v1.BulkTasksRequest;
import io.github.cloudtasks.server.search.TaskFilter;
import io.github.cloudtasks.server.search.TaskStatus;
import java.util.Set;

/**
 * A request to change the tasks that match.
 *
 * @param max the most tasks to change
 * @param validateOnly whether the tasks are counted only
 */
record BulkRequest(TaskFilter filter, int max, boolean validateOnly) {
    private static final int DEFAULT_MAX = 100;

    /**
     * Reads the body of a request.
     *
     * @param defaults the states of tasks that are changed if the request names none
     * @param allowed the states that the request may name
     * @param maxTasks the most tasks that one request changes
     * @throws ControlException if a filter or the number is invalid, or a state is not allowed
     */
    static BulkRequest of(ControlRequest request, Set<TaskStatus> defaults, Set<TaskStatus> allowed, int maxTasks) {
        BulkTasksRequest body = request.body(BulkTasksRequest.newBuilder()).build();
        int max = body.getMaxTasks() == 0 ? DEFAULT_MAX : body.getMaxTasks();
        if (max < 1 || max > maxTasks) {
            throw ControlException.invalid("maxTasks must be 1 to " + maxTasks + ", not " + max + ".");
        }
        Set<TaskStatus> states = TaskSearchHandler.statuses(body.getState(), allowed);
        TaskFilter filter = TaskSearchHandler.filter(
                body.getQueue(),
                states.isEmpty() ? defaults : states,
                body.getName(),
                body.getUrl(),
                body.getHeader(),
                body.getBody(),
                body.getTag(),
                body.getStatus());
        return new BulkRequest(filter, max, body.getValidateOnly());
    }
}
