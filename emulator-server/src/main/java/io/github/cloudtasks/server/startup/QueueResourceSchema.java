package io.github.cloudtasks.server.startup;

import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Duration;
import com.google.protobuf.Message;
import com.google.protobuf.TypeRegistry;
import io.github.cloudtasks.grpc.rpc.ApiVersion;
import io.github.cloudtasks.grpc.rpc.Rpc;
import io.github.cloudtasks.model.queue.QueueState;
import io.github.cloudtasks.rest.json.JsonReader;

/** The Queue message of one API version, as its CreateQueue accepts it. */
final class QueueResourceSchema {
    private static final JsonReader READER = new JsonReader(TypeRegistry.getEmptyTypeRegistry());
    private static final Duration TEN_YEARS =
            Duration.newBuilder().setSeconds(315_360_000L).build();
    private static final long TEN_THOUSAND_YEARS = 315_576_000_000L;

    private final Rpc createQueue;
    private final FieldDescriptor parent;
    private final FieldDescriptor queue;

    private QueueResourceSchema(Rpc createQueue) {
        this.createQueue = createQueue;
        this.parent = createQueue.request().getDescriptorForType().findFieldByName("parent");
        this.queue = createQueue.request().getDescriptorForType().findFieldByName("queue");
    }

    static QueueResourceSchema of(ApiVersion version) {
        return version.cloudTasks().rpcs().stream()
                .filter(rpc -> rpc.method().getName().equals("CreateQueue"))
                .map(QueueResourceSchema::new)
                .findFirst()
                .orElseThrow();
    }

    /**
     * Parses a resource.
     *
     * @throws io.grpc.StatusRuntimeException with a BadRequest detail, if it is no Queue of this version
     */
    Message read(byte[] json) {
        Message.Builder resource = createQueue.request().newBuilderForType().newBuilderForField(queue);
        READER.read(json, resource);
        return withLongestTtl(resource).build();
    }

    /**
     * Replaces the task TTL of queues that App Engine created, 10,000 years, which CreateQueue rejects. They get the
     * maximum.
     */
    private static Message.Builder withLongestTtl(Message.Builder resource) {
        FieldDescriptor ttl = resource.getDescriptorForType().findFieldByName("task_ttl");
        if (ttl != null
                && resource.getField(ttl) instanceof Duration shown
                && shown.getSeconds() == TEN_THOUSAND_YEARS) {
            resource.setField(ttl, TEN_YEARS);
        }
        return resource;
    }

    /**
     * Creates the queue.
     *
     * @return its name
     * @throws io.github.cloudtasks.model.ApiException if the service would reject it
     */
    String create(Message resource) {
        Message request = createQueue
                .request()
                .newBuilderForType()
                .setField(parent, QueueNames.locationOf(name(resource)))
                .setField(queue, resource)
                .build();
        return name(createQueue.handler().apply(request));
    }

    private static String name(Message resource) {
        return (String) resource.getField(resource.getDescriptorForType().findFieldByName("name"));
    }

    /** Returns the state in the resource, which CreateQueue ignores. */
    static QueueState state(Message resource) {
        FieldDescriptor field = resource.getDescriptorForType().findFieldByName("state");
        return switch (((EnumValueDescriptor) resource.getField(field)).getName()) {
            case "PAUSED" -> QueueState.PAUSED;
            case "DISABLED" -> QueueState.DISABLED;
            default -> QueueState.RUNNING;
        };
    }
}
