package io.github.cloudtasks.grpc.v2beta2;

import io.github.cloudtasks.grpc.translation.Translation;
import io.github.cloudtasks.proto.v2beta2.AttemptStatus;
import io.github.cloudtasks.proto.v2beta2.Task;
import io.github.cloudtasks.proto.v2beta2.TaskStatus;
import io.github.cloudtasks.proto.v2beta3.Attempt;
import java.util.function.Function;

/** Tasks. What became of their attempts stands in a message of its own here, and their deadline has no name. */
final class TaskTranslation {
    private static final Function<io.github.cloudtasks.proto.v2beta3.Task, Task> PLAIN =
            V2beta2Translation.PARTS.between(V2beta2Translation.V2BETA3_TASK, Task.getDefaultInstance());
    private static final Function<Task, io.github.cloudtasks.proto.v2beta3.Task> PLAIN_BACK =
            V2beta2Translation.PARTS.between(Task.getDefaultInstance(), V2beta2Translation.V2BETA3_TASK);
    private static final Function<Attempt, AttemptStatus> ATTEMPT =
            Translation.PLAIN.between(Attempt.getDefaultInstance(), AttemptStatus.getDefaultInstance());

    private TaskTranslation() {}

    static Task toV2beta2(io.github.cloudtasks.proto.v2beta3.Task task) {
        return PLAIN.apply(task).toBuilder().setStatus(status(task)).build();
    }

    static io.github.cloudtasks.proto.v2beta3.Task toV2beta3(Task task) {
        return PLAIN_BACK.apply(task);
    }

    private static TaskStatus status(io.github.cloudtasks.proto.v2beta3.Task task) {
        TaskStatus.Builder status = TaskStatus.newBuilder()
                .setAttemptDispatchCount(task.getDispatchCount())
                .setAttemptResponseCount(task.getResponseCount());
        if (task.hasFirstAttempt()) {
            status.setFirstAttemptStatus(ATTEMPT.apply(task.getFirstAttempt()));
        }
        if (task.hasLastAttempt()) {
            status.setLastAttemptStatus(ATTEMPT.apply(task.getLastAttempt()));
        }
        return status.build();
    }
}
