package io.github.cloudtasks.server.startup;

import com.google.rpc.BadRequest.FieldViolation;
import io.github.cloudtasks.engine.CloudTasks;
import io.github.cloudtasks.grpc.queueyaml.InvalidYamlException;
import io.github.cloudtasks.grpc.queueyaml.YamlParser;
import io.github.cloudtasks.model.ApiException;
import io.github.cloudtasks.model.Bytes;
import io.github.cloudtasks.model.queue.QueueState;
import io.github.cloudtasks.server.startup.QueueResourceSchemas.Fit;
import io.github.cloudtasks.server.startup.QueueResourceSchemas.Misfit;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.nodes.Node;

/** A file of Queue resources. Output-only fields are ignored, except the state: a paused queue starts paused. */
record QueuesFile(Path file, QueueResourceSchemas schemas) {
    /** 1000 queues in the format of the gcloud CLI take about half a MiB. */
    private static final int MAX_BYTES = 16 << 20;
    /** The prefix of error messages of Google's front end about JSON. */
    private static final String PAYLOAD = "Invalid JSON payload received. ";
    /** Error messages that name a field whose parent is the path. */
    private static final Pattern NAME = Pattern.compile("Unknown name \"([^\"]*)\"|Cannot set '([^']*)'");

    void createIn(CloudTasks engine) {
        for (Node resource : new QueueResourceList(file.toString()).of(parse(ConfigurationFile.read(file)))) {
            create(resource, engine);
        }
    }

    private List<Node> parse(Bytes bytes) {
        try {
            return YamlParser.composeAll(bytes, MAX_BYTES);
        } catch (InvalidYamlException e) {
            throw new SourceLocation(file.toString(), e.line(), "").mistake(e.description());
        }
    }

    private void create(Node resource, CloudTasks engine) {
        byte[] json = new YamlToJson(file.toString()).of(resource);
        FieldFinder fields = new FieldFinder(file.toString(), resource);
        try {
            Fit fit = schemas.read(json);
            String name = fit.schema().create(fit.resource());
            QueueState state = QueueResourceSchema.state(fit.resource());
            if (state != QueueState.RUNNING) {
                engine.queues().restoreQueueState(name, state);
            }
        } catch (Misfit e) {
            throw mistake(e.first(), fields);
        } catch (ApiException e) {
            throw fields.atFirstOf(e.fields()).mistake(InitialQueue.message(e));
        }
    }

    private static InitialQueueException mistake(FieldViolation violation, FieldFinder fields) {
        String what = violation.getDescription();
        Matcher name = NAME.matcher(what);
        String path = violation.getField();
        if (name.find()) {
            path += "." + (name.group(1) != null ? name.group(1) : name.group(2));
        }
        return fields.at(path).mistake(what.startsWith(PAYLOAD) ? what.substring(PAYLOAD.length()) : what);
    }
}
