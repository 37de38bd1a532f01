package io.github.cloudtasks.server.startup;

import io.github.cloudtasks.dispatch.DeliveryResult;
import io.github.cloudtasks.dispatch.Dispatcher;
import io.github.cloudtasks.engine.CloudTasks;
import io.github.cloudtasks.engine.spec.Limits;
import io.github.cloudtasks.grpc.ApiVersions;
import io.github.cloudtasks.model.queue.Queue;
import io.github.cloudtasks.model.task.Outcome;
import io.github.cloudtasks.time.VirtualTimeline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** An engine with files of initial queues. */
final class InitialQueueEngine {
    static final String LOCATION = "projects/p/locations/us-central1";

    private final Path directory;
    private final Dispatcher nobody =
            dispatch -> CompletableFuture.completedFuture(DeliveryResult.of(new Outcome.Responded(200)));
    private final CloudTasks engine =
            new CloudTasks(Limits.DEFAULTS, new VirtualTimeline(Instant.parse("2026-01-02T03:04:05Z")), nobody);

    InitialQueueEngine(Path directory) {
        this.directory = directory;
    }

    void create(InitialQueues queues) {
        queues.createIn(engine, ApiVersions.of(engine));
    }

    /** Writes a file. {@code ~} means a line end. */
    Path file(String name, String text) {
        try {
            return Files.writeString(directory.resolve(name), text.replace('~', '\n'));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    void createFromQueuesFile(String text) {
        create(InitialQueues.NONE.withQueuesFile(file("queues.yaml", text)));
    }

    void createFromQueueYaml(String text) {
        create(InitialQueues.NONE.withProject("p").withQueueYaml(file("queue.yaml", text)));
    }

    Queue queue(String id) {
        return engine.queues().getQueue(LOCATION + "/queues/" + id);
    }

    List<String> ids() {
        return engine.queues().listQueues(LOCATION, queue -> true, "", 0, "").items().stream()
                .map(queue -> queue.name().queueId())
                .toList();
    }
}
