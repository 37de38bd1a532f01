package io.github.cloudtasks.server.clientcode;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.github.cloudtasks.engine.spec.Limits;
import io.github.cloudtasks.grpc.service.TaskView;
import io.github.cloudtasks.grpc.v2.V2TaskConverter;
import io.github.cloudtasks.grpc.v2beta2.V2beta2TaskConverter;
import io.github.cloudtasks.model.QueueName;
import io.github.cloudtasks.model.task.Payload;
import io.github.cloudtasks.model.task.Task;
import io.github.cloudtasks.proto.v2.HttpMethod;
import java.util.Map;

/**
 * A task as its creator would write it: without its name, and without the fields and headers that the service adds.
 *
 * <p>The schedule time is kept only if no attempt was made; after an attempt, it is the time of the retry.
 *
 * @param version the API version of {@code message}: v2beta2 for pull tasks, otherwise v2
 * @param message the task as a message of that version
 * @param authority the host and port of the emulator
 */
record TaskTemplate(QueueName queue, String version, Message message, String authority) {
    private static final String PULL_VERSION = "v2beta2";

    static TaskTemplate of(Task task, String authority) {
        boolean isPull = task.payload() instanceof Payload.PullMessage;
        return new TaskTemplate(
                task.name().queue(), isPull ? PULL_VERSION : "v2", isPull ? pullTask(task) : pushTask(task), authority);
    }

    /** Returns the parent of the task in the API. */
    String parent() {
        return queue.toString();
    }

    /** Returns the host of the emulator; an IPv6 address has brackets. */
    String host() {
        int colon = portColon();
        return colon < 0 ? authority : authority.substring(0, colon);
    }

    /** Returns the port of the emulator; 80 if the authority has none, as in a URL. */
    String port() {
        int colon = portColon();
        return colon < 0 ? "80" : authority.substring(colon + 1);
    }

    /** Returns the host and port; clients need both. */
    String hostAndPort() {
        return host() + ":" + port();
    }

    private int portColon() {
        int colon = authority.lastIndexOf(':');
        return colon > authority.lastIndexOf(']') ? colon : -1;
    }

    /**
     * Returns the same task without its retry settings, which the newest clients of some languages have no field for.
     */
    TaskTemplate withoutRetryConfig() {
        FieldDescriptor field = retryConfig();
        return new TaskTemplate(
                queue, version, message.toBuilder().clearField(field).build(), authority);
    }

    /**
     * Returns a comment for a client that has no field for the retry settings of a task; empty if this task has none.
     *
     * @param prefix the characters that begin a comment, with a space
     */
    String commentOnRetryConfig(String prefix) {
        return message.hasField(retryConfig())
                ? prefix + "This client has no field for the retryConfig of a task.\n"
                : "";
    }

    private FieldDescriptor retryConfig() {
        return message.getDescriptorForType().findFieldByName("retry_config");
    }

    /** Returns the HTTP request, App Engine request or pull message. */
    Message payload() {
        return (Message) message.getAllFields().entrySet().stream()
                .filter(field -> field.getKey().getContainingOneof() != null)
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("the task has no payload"));
    }

    private static Message pullTask(Task task) {
        var proto = new V2beta2TaskConverter().toProto(task, TaskView.FULL).toBuilder();
        proto.clearName().clearCreateTime().clearStatus().clearView();
        return isScheduled(task) ? proto.build() : proto.clearScheduleTime().build();
    }

    private static Message pushTask(Task task) {
        var proto = new V2TaskConverter().toProto(task, TaskView.FULL).toBuilder();
        proto.clearName().clearCreateTime().clearView();
        proto.clearDispatchCount().clearResponseCount().clearFirstAttempt().clearLastAttempt();
        if (!isScheduled(task)) {
            proto.clearScheduleTime();
        }
        if (proto.hasHttpRequest()) {
            putHttpRequest(task, proto);
        } else {
            putAppEngineRequest(proto);
        }
        return proto.build();
    }

    private static boolean isScheduled(Task task) {
        return task.dispatchCount() == 0 && task.scheduleTime().isAfter(task.createTime());
    }

    private static void putHttpRequest(Task task, io.github.cloudtasks.proto.v2.Task.Builder proto) {
        if (Limits.DEFAULT_HTTP_DEADLINE.equals(task.dispatchDeadline())) {
            proto.clearDispatchDeadline();
        }
        var request = proto.getHttpRequestBuilder();
        // The service sets this header of HTTP tasks, whatever the creator has sent.
        request.removeHeaders("User-Agent");
        if (request.getHttpMethod() == HttpMethod.POST) {
            request.clearHttpMethod();
        }
    }

    private static void putAppEngineRequest(io.github.cloudtasks.proto.v2.Task.Builder proto) {
        var request = proto.getAppEngineHttpRequestBuilder();
        request.removeHeaders("Content-Length");
        if (String.valueOf(request.getHeadersMap().get("User-Agent")).startsWith("AppEngine-Google")) {
            request.removeHeaders("User-Agent");
        }
        if (request.getHttpMethod() == HttpMethod.POST) {
            request.clearHttpMethod();
        }
        var routing = request.getAppEngineRoutingBuilder().clearHost().build();
        if (routing.equals(routing.getDefaultInstanceForType())) {
            request.clearAppEngineRouting();
        } else {
            request.setAppEngineRouting(routing);
        }
    }
}
