package io.github.cloudtasks.engine.rules;

import io.github.cloudtasks.engine.spec.Limits;
import io.github.cloudtasks.engine.spec.Permission;
import io.github.cloudtasks.model.ApiException;
import io.github.cloudtasks.model.ApiException.Code;
import io.github.cloudtasks.model.ApiException.Detail;
import io.github.cloudtasks.model.LocationName;
import io.github.cloudtasks.model.OperationName;
import io.github.cloudtasks.model.QueueName;
import io.github.cloudtasks.model.TaskName;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The parser of resource names. It checks a name in the order of the service: empty, outside of a project, malformed,
 * invalid ids (recorded for nearly every method of v2).
 *
 * <p>The methods throw {@link ApiException} for an invalid name: PERMISSION_DENIED for a malformed name of the
 * addressed resource, which names the missing permission, and INVALID_ARGUMENT otherwise.
 */
public final class ResourceNames {
    private static final String SERVICE = "cloudtasks.googleapis.com";
    private static final String REFERENCE =
            "https://cloud.google.com/tasks/docs/reference/rest/v2/projects.locations.queues";
    private static final String QUEUE_NAME_FIELD = REFERENCE + "#Queue.FIELDS.name";
    private static final String TASK_NAME_FIELD = REFERENCE + ".tasks#Task.FIELDS.name";
    private static final String[] KINDS = {"projects", "locations", "queues", "tasks"};
    private static final String[] OPERATION_KINDS = {"projects", "locations", "operations"};
    private static final String CMEK_CONFIG = "/cmekConfig";

    private ResourceNames() {}

    /** Returns the project id of {@code projects/PROJECT}. */
    public static String project(String name, Permission permission) {
        return segments(name, 1, permission)[1];
    }

    /** Parses {@code projects/PROJECT/locations/LOCATION}. */
    public static LocationName location(String name, Permission permission) {
        String[] segments = segments(name, 2, permission);
        return new LocationName(segments[1], segments[3]);
    }

    /** Parses {@code projects/PROJECT/locations/LOCATION/queues/QUEUE}. */
    public static QueueName queue(String name, Permission permission) {
        String[] segments = segments(name, 3, permission);
        checkQueueId(segments[5]);
        return QueueName.of(segments[1], segments[3], segments[5]);
    }

    /** Parses {@code projects/PROJECT/locations/LOCATION/queues/QUEUE/tasks/TASK}. */
    public static TaskName task(String name, Permission permission) {
        String[] segments = segments(name, 4, permission);
        checkQueueId(segments[5]);
        checkTaskId(segments[7]);
        return QueueName.of(segments[1], segments[3], segments[5]).task(segments[7]);
    }

    /**
     * Parses the name of a queue in a request body. A malformed name is INVALID_ARGUMENT here (recorded).
     *
     * @param parent the location that must contain the queue
     */
    public static QueueName queueIn(LocationName parent, String name) {
        String[] segments = split(name, 3, KINDS);
        if (segments == null) {
            throw ApiException.invalidArgument(
                            "Queue name must be formatted: \"projects/<PROJECT_ID>/locations/<LOCATION_ID>/queues/<QUEUE_ID>\".",
                            new Detail.Help("Definition of queue name", QUEUE_NAME_FIELD))
                    .withFields("name");
        }
        checkQueueId(segments[5]);
        QueueName queue = QueueName.of(segments[1], segments[3], segments[5]);
        if (!queue.location().equals(parent)) {
            throw ApiException.invalidArgument(name + " must begin with " + parent + ".")
                    .withFields("name");
        }
        return queue;
    }

    /**
     * Parses the name of a task in a request body (recorded).
     *
     * @param parent the queue that must contain the task
     */
    public static TaskName taskIn(QueueName parent, String name) {
        return requireIn(parent, taskInBody(name));
    }

    /** Parses one of the names of BatchDeleteTasks, whose error messages have a prefix (recorded). */
    public static TaskName taskInList(QueueName parent, String name) {
        TaskName task;
        try {
            task = taskInBody(name);
        } catch (ApiException e) {
            throw ApiException.invalidArgument("Invalid task name: " + e.text());
        }
        return requireIn(parent, task);
    }

    /** Parses {@code projects/PROJECT/locations/LOCATION/operations/OPERATION}. */
    public static OperationName operation(String name, Permission permission) {
        String[] segments = segments(name, 3, OPERATION_KINDS, permission);
        return new OperationName(new LocationName(segments[1], segments[3]), segments[5]);
    }

    /**
     * Returns the location of {@code projects/PROJECT/locations/LOCATION/cmekConfig}. A malformed name is
     * INVALID_ARGUMENT here (recorded).
     */
    public static LocationName locationOfCmekConfig(String name) {
        checkInAProject(name);
        int end = name.length() - CMEK_CONFIG.length();
        String[] segments = name.endsWith(CMEK_CONFIG) ? split(name.substring(0, end), 2, KINDS) : null;
        if (segments == null) {
            throw ApiException.invalidArgument(
                    "CMEK Config name must be formatted: \"projects/<PROJECT_ID>/locations/<LOCATION_ID>/cmekConfig\".");
        }
        checkProject(segments[1]);
        checkLocation(segments[3]);
        return new LocationName(segments[1], segments[3]);
    }

    /**
     * Checks the request id of a batch, which becomes the last segment of the operation's name (recorded). The rule and
     * the message are inferred.
     */
    public static void checkOperationId(String id) {
        if (!ResourceIds.isOperation(id)) {
            throw ApiException.invalidArgument(
                            ("Operation ID \"%s\" can contain only letters, numbers, and the characters . _ ~ : -, at most %d of them,"
                                            + " and cannot be \".\" or \"..\".")
                                    .formatted(id, Limits.MAX_OPERATION_ID_LENGTH))
                    .withFields("request_id");
        }
    }

    /** Checks a queue id: 1 to 100 letters, digits and hyphens. */
    public static void checkQueueId(String id) {
        if (!ResourceIds.isQueue(id)) {
            throw ApiException.invalidArgument(
                            ("Queue ID \"%s\" can contain only letters ([A-Za-z]), numbers ([0-9]), or hyphens (-)."
                                            + " Queue ID must be between 1 and 100 characters.")
                                    .formatted(id),
                            new Detail.Help("Definition of queue ID", QUEUE_NAME_FIELD))
                    .withFields("name");
        }
    }

    /** Checks a task id: 1 to 500 letters, digits, hyphens and underscores. */
    static void checkTaskId(String id) {
        if (!ResourceIds.isTask(id)) {
            throw ApiException.invalidArgument(
                            ("Task ID \"%s\" can contain only letters ([A-Za-z]), numbers ([0-9]), hyphens (-), or underscores (_)."
                                            + " Task ID must between 1 and 500 characters.")
                                    .formatted(id),
                            new Detail.Help("Definition of task ID", TASK_NAME_FIELD))
                    .withFields("name");
        }
    }

    private static TaskName taskInBody(String name) {
        String[] segments = split(name, 4, KINDS);
        if (segments == null) {
            throw ApiException.invalidArgument(
                            "Task name must be formatted: \"projects/<PROJECT_ID>/locations/<LOCATION_ID>/queues/<QUEUE_ID>/tasks/<TASK_ID>\".",
                            new Detail.Help("Definition of task name", TASK_NAME_FIELD))
                    .withFields("name");
        }
        checkQueueId(segments[5]);
        checkTaskId(segments[7]);
        return QueueName.of(segments[1], segments[3], segments[5]).task(segments[7]);
    }

    private static TaskName requireIn(QueueName parent, TaskName task) {
        if (!task.queue().equals(parent)) {
            throw ApiException.invalidArgument(
                            "The queue name from request ('%s') must be the same as the queue name in the named task ('%s')."
                                    .formatted(parent, task.queue()))
                    .withFields("name");
        }
        return task;
    }

    private static String[] segments(String name, int pairs, Permission permission) {
        return segments(name, pairs, KINDS, permission);
    }

    private static String[] segments(String name, int pairs, String[] kinds, Permission permission) {
        checkInAProject(name);
        String[] segments = split(name, pairs, kinds);
        if (segments == null) {
            throw new ApiException(
                    Code.PERMISSION_DENIED,
                    "The principal (user or service account) lacks IAM permission \"%s\" for the resource \"%s\" (or the resource may not exist)."
                            .formatted(permission, name));
        }
        checkProject(segments[1]);
        if (pairs > 1) {
            checkLocation(segments[3]);
        }
        return segments;
    }

    private static void checkInAProject(String name) {
        if (name.isEmpty()) {
            throw ApiException.invalidArgument(
                    "Invalid resource field value in the request.",
                    new Detail.ErrorInfo("RESOURCE_PROJECT_INVALID", "googleapis.com", Map.of("service", SERVICE)));
        }
        if (!name.startsWith("projects/")) {
            throw notInAProject(name);
        }
    }

    /** Checks a project id. Every valid id exists. */
    private static void checkProject(String id) {
        if (!ResourceIds.isProject(id)) {
            throw notInAProject(id);
        }
    }

    /** Checks a location id. Every valid id exists. */
    private static void checkLocation(String id) {
        if (!ResourceIds.isLocation(id)) {
            throw invalidLocation(id);
        }
    }

    /** Returns the error for a location that does not exist (recorded for the wildcard). */
    public static ApiException invalidLocation(String id) {
        return ApiException.invalidArgument(
                "Location '%s' is not a valid location. Use ListLocations to list valid locations.".formatted(id));
    }

    private static ApiException notInAProject(String name) {
        String message = "Permission denied on resource project " + name + ".";
        return new ApiException(
                Code.PERMISSION_DENIED,
                message,
                new Detail.ErrorInfo(
                        "CONSUMER_INVALID",
                        "googleapis.com",
                        Map.of("consumer", "projects/" + name, "containerInfo", name, "service", SERVICE)),
                new Detail.LocalizedMessage("en-US", message),
                new Detail.Help("Google developers console", "https://console.developers.google.com"));
    }

    /** Returns the segments of a name of {@code pairs} kinds and ids; null for a malformed name or an empty id. */
    private static String @Nullable [] split(String name, int pairs, String[] kinds) {
        String[] segments = new String[2 * pairs];
        int start = 0;
        for (int i = 0; i < segments.length; i++) {
            int end = i == segments.length - 1 ? name.length() : name.indexOf('/', start);
            if (end <= start) {
                return null;
            }
            segments[i] = name.substring(start, end);
            start = end + 1;
            if (i % 2 == 0 && !segments[i].equals(kinds[i / 2])) {
                return null;
            }
        }
        return segments[segments.length - 1].indexOf('/') < 0 ? segments : null;
    }
}
