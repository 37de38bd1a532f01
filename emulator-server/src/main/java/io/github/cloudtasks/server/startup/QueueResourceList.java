package io.github.cloudtasks.server.startup;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * Finds the Queue resources in a file. Accepts a list (JSON output of the gcloud CLI), one document per queue (its YAML
 * output), and the response of ListQueues.
 */
final class QueueResourceList {
    private static final String QUEUES = "queues";
    private static final Set<String> NEXT_PAGE_TOKEN = Set.of("nextPageToken", "next_page_token");

    private final String file;

    QueueResourceList(String file) {
        this.file = file;
    }

    List<Node> of(List<Node> documents) {
        List<Node> resources = new ArrayList<>();
        documents.forEach(document -> addAll(document, resources));
        return resources;
    }

    private void addAll(Node document, List<Node> into) {
        if (document.getTag().equals(Tag.NULL)) {
            return;
        }
        if (document instanceof SequenceNode list) {
            addElements(list, into);
        } else if (document instanceof MappingNode mapping && has(mapping, QUEUES)) {
            addResponse(mapping, into);
        } else {
            into.add(resource(document));
        }
    }

    private void addResponse(MappingNode response, List<Node> into) {
        for (NodeTuple entry : response.getValue()) {
            String name = name(entry);
            if (name.equals(QUEUES) && entry.getValueNode() instanceof SequenceNode list) {
                addElements(list, into);
            } else if (name.equals(QUEUES)) {
                throw mistake(entry.getValueNode(), QUEUES, "this must be a list of Queue resources");
            } else if (!NEXT_PAGE_TOKEN.contains(name)) {
                throw mistake(entry.getKeyNode(), name, "there is no such field beside queues");
            }
        }
    }

    private void addElements(SequenceNode list, List<Node> into) {
        list.getValue().forEach(element -> into.add(resource(element)));
    }

    private Node resource(Node node) {
        if (node instanceof MappingNode) {
            return node;
        }
        throw mistake(node, "", "this must be a Queue resource");
    }

    private static boolean has(MappingNode mapping, String name) {
        return mapping.getValue().stream().anyMatch(entry -> name(entry).equals(name));
    }

    private static String name(NodeTuple entry) {
        return entry.getKeyNode() instanceof ScalarNode key ? key.getValue() : "";
    }

    private InitialQueueException mistake(Node node, String field, String what) {
        return new SourceLocation(file, node.getStartMark().getLine() + 1, field).mistake(what);
    }
}
