package io.github.cloudtasks.grpc.v2beta2;

import com.google.protobuf.Empty;
import io.github.cloudtasks.engine.CloudTasks;
import io.github.cloudtasks.grpc.service.TaskView;
import io.github.cloudtasks.grpc.service.TimeConverter;
import io.github.cloudtasks.grpc.v2beta3.TaskMapping;
import io.github.cloudtasks.proto.v2beta2.AcknowledgeTaskRequest;
import io.github.cloudtasks.proto.v2beta2.CancelLeaseRequest;
import io.github.cloudtasks.proto.v2beta2.LeaseTasksRequest;
import io.github.cloudtasks.proto.v2beta2.LeaseTasksResponse;
import io.github.cloudtasks.proto.v2beta2.RenewLeaseRequest;
import io.github.cloudtasks.proto.v2beta2.Task;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What the methods on leases do, which only this version has. */
record LeaseCalls(CloudTasks engine) {

    LeaseTasksResponse leaseTasks(LeaseTasksRequest request) {
        TaskView view = TaskView.inList(request.getResponseViewValue());
        LeaseTasksResponse.Builder response = LeaseTasksResponse.newBuilder();
        engine.leases().leaseTasks(
                        request.getParent(),
                        request.getMaxTasks(),
                        duration(request.hasLeaseDuration(), request.getLeaseDuration()),
                        request.getFilter())
                .forEach(task -> response.addTasks(shown(task, view)));
        return response.build();
    }

    Empty acknowledgeTask(AcknowledgeTaskRequest request) {
        engine.leases().acknowledgeTask(request.getName(), time(request.hasScheduleTime(), request.getScheduleTime()));
        return Empty.getDefaultInstance();
    }

    Task renewLease(RenewLeaseRequest request) {
        return shown(
                engine.leases().renewLease(
                        request.getName(),
                        time(request.hasScheduleTime(), request.getScheduleTime()),
                        duration(request.hasLeaseDuration(), request.getLeaseDuration())),
                TaskView.alone(request.getResponseViewValue()));
    }

    Task cancelLease(CancelLeaseRequest request) {
        return shown(
                engine.leases().cancelLease(request.getName(), time(request.hasScheduleTime(), request.getScheduleTime())),
                TaskView.alone(request.getResponseViewValue()));
    }

    private static Task shown(io.github.cloudtasks.model.task.Task task, TaskView view) {
        return V2beta2Translation.TASK.apply(TaskMapping.toProto(task, view));
    }

    private static @Nullable Instant time(boolean given, com.google.protobuf.Timestamp time) {
        return given ? TimeConverter.fromProto(time) : null;
    }

    private static @Nullable Duration duration(boolean given, com.google.protobuf.Duration duration) {
        return given ? TimeConverter.fromProto(duration) : null;
    }
}
