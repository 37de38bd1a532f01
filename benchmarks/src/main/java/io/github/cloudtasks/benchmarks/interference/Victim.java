package io.github.cloudtasks.benchmarks.interference;

import com.google.cloud.tasks.v2beta2.CreateTaskRequest;
import com.google.cloud.tasks.v2beta2.Task;

/**
 * The emulator that is attacked.
 *
 * @param queue the name of a pull queue whose list of tasks has 1.4 MB
 */
record Victim(String host, int port, String queue) {
    CreateTaskRequest create(Task task) {
        return CreateTaskRequest.newBuilder().setParent(queue).setTask(task).build();
    }
}
