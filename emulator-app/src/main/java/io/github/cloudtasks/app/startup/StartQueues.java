package io.github.cloudtasks.app.startup;

import io.github.cloudtasks.engine.CloudTasks;
import io.github.cloudtasks.engine.spec.Dialect;
import io.github.cloudtasks.grpc.rpc.ApiVersion;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The queues that shall exist from the start.
 *
 * @param project where queues are that are called by their ids alone, and those of the queue.yaml; empty for none
 * @param location the region of these queues
 * @param queues those that were named one by one
 * @param queueYaml a queue.yaml; null for none
 * @param queuesFile a YAML or JSON file of Queue resources; null for none
 */
public record StartQueues(
        String project,
        String location,
        List<StartQueue> queues,
        @Nullable Path queueYaml,
        @Nullable Path queuesFile) {

    /** No queues. */
    public static final StartQueues NONE = new StartQueues("", "us-central1", List.of(), null, null);

    public StartQueues {
        queues = List.copyOf(queues);
    }

    /**
     * Makes the queues; what cannot be made is complained of in the words of v2beta3.
     *
     * @param versions of the API, whose Queue messages the file of queues may have
     * @throws ConfigurationException at the first mistake
     */
    public void createIn(CloudTasks anyDialect, List<ApiVersion> versions) {
        CloudTasks engine = anyDialect.forVersion(Dialect.V2BETA3);
        QueueNames names = new QueueNames(project, location);
        if (queuesFile != null) {
            new QueuesFile(queuesFile, QueueSchemas.of(versions)).createIn(engine);
        }
        if (queueYaml != null) {
            new QueueYamlFile(queueYaml).createIn(engine, names);
        }
        queues.forEach(queue -> queue.createIn(engine, names));
    }

    public StartQueues withProject(String newProject) {
        return new StartQueues(newProject, location, queues, queueYaml, queuesFile);
    }

    public StartQueues withLocation(String newLocation) {
        return new StartQueues(project, newLocation, queues, queueYaml, queuesFile);
    }

    /** The same queues and one more. */
    public StartQueues withQueue(StartQueue queue) {
        return new StartQueues(
                project,
                location,
                Stream.concat(queues.stream(), Stream.of(queue)).toList(),
                queueYaml,
                queuesFile);
    }

    public StartQueues withQueueYaml(Path file) {
        return new StartQueues(project, location, queues, file, queuesFile);
    }

    public StartQueues withQueuesFile(Path file) {
        return new StartQueues(project, location, queues, queueYaml, file);
    }
}
