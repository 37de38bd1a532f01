package io.github.cloudtasks.server.clientcode;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.github.cloudtasks.model.QueueName;
import io.github.cloudtasks.proto.v2.AppEngineHttpRequest;
import io.github.cloudtasks.proto.v2.AppEngineRouting;
import io.github.cloudtasks.proto.v2.HttpMethod;
import io.github.cloudtasks.proto.v2.HttpRequest;
import io.github.cloudtasks.proto.v2.Task;
import io.github.cloudtasks.proto.v2beta2.PullMessage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * A gcloud command, with the variables that point gcloud to the emulator. A comment names the fields that gcloud has no
 * flag for. A body that cannot be an argument is read from standard input.
 */
final class GcloudCode {
    private static final String LINE_END = " \\\n";

    private final List<String> comments = new ArrayList<>();
    private final List<String> lines = new ArrayList<>();
    private String input = "";

    private GcloudCode() {}

    static String of(TaskTemplate task) {
        return new GcloudCode().write(task);
    }

    private String write(TaskTemplate template) {
        lines.add("CLOUDSDK_API_ENDPOINT_OVERRIDES_CLOUDTASKS="
                + Quoting.shell("http://" + template.authority() + "/")
                + " CLOUDSDK_AUTH_DISABLE_CREDENTIALS=true");
        switch (template.payload()) {
            case HttpRequest http -> putHttpTask(http, (Task) template.message(), template);
            case AppEngineHttpRequest appEngine -> putAppEngineTask(appEngine, (Task) template.message(), template);
            case PullMessage pull -> putPullTask(pull, template);
            default -> throw new IllegalStateException("unknown payload");
        }
        String command = String.join(LINE_END + "  ", lines) + "\n";
        return String.join("", comments) + input + command;
    }

    private void putHttpTask(HttpRequest request, Task task, TaskTemplate template) {
        putCommand("gcloud tasks create-http-task", template);
        flag("url", request.getUrl());
        putRequest(request.getHttpMethod(), request.getHeadersMap());
        if (request.hasOidcToken()) {
            flag("oidc-service-account-email", request.getOidcToken().getServiceAccountEmail());
            optionalFlag("oidc-token-audience", request.getOidcToken().getAudience());
        }
        if (request.hasOauthToken()) {
            flag("oauth-service-account-email", request.getOauthToken().getServiceAccountEmail());
            optionalFlag("oauth-token-scope", request.getOauthToken().getScope());
        }
        putTimes(task, template);
        putBody("body", request.getBody());
    }

    private void putAppEngineTask(AppEngineHttpRequest request, Task task, TaskTemplate template) {
        putCommand("gcloud tasks create-app-engine-task", template);
        optionalFlag("relative-uri", request.getRelativeUri());
        putRequest(request.getHttpMethod(), request.getHeadersMap());
        AppEngineRouting routing = request.getAppEngineRouting();
        List<String> parts = new ArrayList<>();
        addRouting(parts, "service", routing.getService());
        addRouting(parts, "version", routing.getVersion());
        addRouting(parts, "instance", routing.getInstance());
        optionalFlag("routing", String.join(",", parts));
        putTimes(task, template);
        putBody("body", request.getBody());
    }

    private void putPullTask(PullMessage message, TaskTemplate template) {
        putCommand("gcloud alpha tasks create-pull-task", template);
        optionalFlag("tag", message.getTag());
        putScheduleTime(template.message());
        putBody("payload", message.getPayload());
    }

    private static void addRouting(List<String> parts, String name, String value) {
        if (!value.isEmpty()) {
            parts.add(name + ":" + value);
        }
    }

    private void putCommand(String command, TaskTemplate template) {
        QueueName queue = template.queue();
        lines.add(command);
        flag("project", queue.location().project());
        flag("location", queue.location().locationId());
        flag("queue", queue.queueId());
    }

    private void putRequest(HttpMethod method, Map<String, String> headers) {
        if (method != HttpMethod.HTTP_METHOD_UNSPECIFIED) {
            flag("method", method.name());
        }
        headers.forEach((name, value) -> flag("header", name + ": " + value));
    }

    private void putTimes(Task task, TaskTemplate template) {
        putScheduleTime(task);
        if (task.hasDispatchDeadline()) {
            comments.add("# This client has no flag for the dispatchDeadline of a task: "
                    + task.getDispatchDeadline().getSeconds() + "s.\n");
        }
        comments.add(template.commentOnRetryConfig("# "));
    }

    private void putScheduleTime(Message task) {
        var field = task.getDescriptorForType().findFieldByName("schedule_time");
        if (task.hasField(field)) {
            var time = (com.google.protobuf.Timestamp) task.getField(field);
            flag(
                    "schedule-time",
                    Instant.ofEpochSecond(time.getSeconds(), time.getNanos()).toString());
        }
    }

    /** Adds the body as an argument, or as standard input if it is no text that can be shown. */
    private void putBody(String flag, ByteString body) {
        if (body.isEmpty()) {
            return;
        }
        String text = body.toStringUtf8();
        if (body.isValidUtf8() && Quoting.isVisible(text)) {
            flag(flag + "-content", text);
        } else {
            input = "printf %s " + Base64.getEncoder().encodeToString(body.toByteArray()) + " | base64 -d |" + LINE_END;
            flag(flag + "-file", "-");
        }
    }

    private void optionalFlag(String name, String value) {
        if (!value.isEmpty()) {
            flag(name, value);
        }
    }

    private void flag(String name, String value) {
        lines.add("--" + name + "=" + Quoting.shell(value));
    }
}
