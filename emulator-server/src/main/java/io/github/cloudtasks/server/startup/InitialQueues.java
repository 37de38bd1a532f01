package io.github.cloudtasks.server.startup;

import io.github.cloudtasks.engine.CloudTasks;
import io.github.cloudtasks.engine.spec.Dialect;
import io.github.cloudtasks.grpc.ApiVersions;
import io.github.cloudtasks.grpc.rpc.ApiVersion;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The queues to create at start. Immutable.
 *
 * @param project the project of the queue.yaml, and of queues that are only ids; empty for none
 * @param location the location of the same queues
 * @param queues single queues
 * @param queueYaml an App Engine queue.yaml; null for none
 * @param queuesFile a YAML or JSON file of Queue resources; null for none
 */
public record InitialQueues(
        String project,
        String location,
        List<InitialQueue> queues,
        @Nullable Path queueYaml,
        @Nullable Path queuesFile) {

    /** No queues. */
    public static final InitialQueues NONE = new InitialQueues("", "us-central1", List.of(), null, null);

    public InitialQueues {
        queues = List.copyOf(queues);
    }

    /**
     * Creates the queues. Error messages are those of v2beta3.
     *
     * @param versions the API versions whose Queue messages the file of queues may contain
     * @throws InitialQueueException for the first queue that cannot be created
     */
    public void createIn(CloudTasks anyVersion, List<ApiVersion> versions) {
        CloudTasks engine = anyVersion.forVersion(Dialect.V2BETA3);
        QueueNames names = new QueueNames(project, location);
        if (queuesFile != null) {
            new QueuesFile(queuesFile, QueueResourceSchemas.of(versions)).createIn(engine);
        }
        if (queueYaml != null) {
            new QueueYamlFile(queueYaml).createIn(engine, names);
        }
        queues.forEach(queue -> queue.createIn(engine, names));
    }

    /**
     * Creates the queues that an engine does not have. Its other queues stay as they are.
     *
     * @param planned an engine without queues, in which all of these queues are created first, so that they are
     *     validated whether they exist or not
     * @throws InitialQueueException as {@link #createIn}
     */
    public void createMissingIn(CloudTasks engine, CloudTasks planned) {
        createIn(planned, ApiVersions.of(planned));
        planned.admin().export().forEach(queue -> engine.queues().createIfMissing(queue.queue()));
    }

    public InitialQueues withProject(String newProject) {
        return new InitialQueues(newProject, location, queues, queueYaml, queuesFile);
    }

    public InitialQueues withLocation(String newLocation) {
        return new InitialQueues(project, newLocation, queues, queueYaml, queuesFile);
    }

    /** Returns these queues and one more. */
    public InitialQueues withQueue(InitialQueue queue) {
        return new InitialQueues(
                project,
                location,
                Stream.concat(queues.stream(), Stream.of(queue)).toList(),
                queueYaml,
                queuesFile);
    }

    public InitialQueues withQueueYaml(Path file) {
        return new InitialQueues(project, location, queues, file, queuesFile);
    }

    public InitialQueues withQueuesFile(Path file) {
        return new InitialQueues(project, location, queues, queueYaml, file);
    }
}
