package io.github.cloudtasks.server.startup;

import io.github.cloudtasks.engine.CloudTasks;
import io.github.cloudtasks.grpc.queueyaml.InvalidYamlException;
import io.github.cloudtasks.grpc.queueyaml.YamlParser;
import io.github.cloudtasks.model.ApiException;
import io.github.cloudtasks.model.Bytes;
import io.github.cloudtasks.model.queue.Queue;
import io.github.cloudtasks.model.queue.QueueState;
import io.github.cloudtasks.server.startup.QueueResourceSchemas.Fit;
import io.github.cloudtasks.server.startup.QueueResourceSchemas.Misfit;
import java.nio.file.Path;
import java.util.List;
import org.yaml.snakeyaml.nodes.Node;

/** A file of Queue resources. Output-only fields are ignored, except the state: a paused queue starts paused. */
record QueuesFile(Path file, QueueResourceSchemas schemas) {
    void createIn(CloudTasks engine) {
        for (Node resource : new QueueResourceList(file.toString()).of(parse(ConfigurationFile.read(file)))) {
            create(resource, engine);
        }
    }

    private List<Node> parse(Bytes bytes) {
        try {
            return YamlParser.composeAll(bytes, ConfigurationFile.MAX_BYTES);
        } catch (InvalidYamlException e) {
            throw new SourceLocation(file.toString(), e.line(), "").mistake(e.description());
        }
    }

    private void create(Node resource, CloudTasks engine) {
        byte[] json = new YamlToJson(file.toString()).of(resource);
        FieldFinder fields = new FieldFinder(file.toString(), resource);
        try {
            Fit fit = schemas.read(json);
            WrittenZeros zeros = new WrittenZeros(fit.resource(), fields);
            String name = fit.schema().create(zeros.withoutZeros());
            Queue queue = engine.queues().getQueue(name);
            zeros.check(queue.isPull());
            if (zeros.areInRetryConfig()) {
                engine.queues().restoreRetryConfig(name, zeros.in(queue.retryConfig()));
            }
            QueueState state = QueueResourceSchema.state(fit.resource());
            if (state != QueueState.RUNNING) {
                engine.queues().restoreQueueState(name, state);
            }
        } catch (Misfit e) {
            throw fields.at(e.first().path()).mistake(e.first().problem());
        } catch (ApiException e) {
            throw fields.atFirstOf(e.fields()).mistake(InitialQueue.message(e));
        }
    }
}
