package io.github.cloudtasks.cli.verbs;

import io.github.cloudtasks.cli.control.ControlFailure;
import io.github.cloudtasks.cli.control.ResourceLookup;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** The options that choose tasks: the parameters of a search. */
final class FilterOptions {

    @Option(names = "--queue", paramLabel = "QUEUE", description = "tasks of this queue: its id or full name")
    private String queue = "";

    @Option(
            names = "--state",
            paramLabel = "STATE",
            description = "tasks in this state: waiting, running, succeeded, failed, deleted, expired or purged; "
                    + "several with commas")
    private String state = "";

    @Option(names = "--failed", description = "the same as --state failed")
    private boolean failed;

    @Option(names = "--name", paramLabel = "TEXT", description = "tasks whose full name contains this text")
    private String name = "";

    @Option(names = "--url", paramLabel = "TEXT", description = "tasks whose URL contains this text")
    private String url = "";

    @Option(names = "--header", paramLabel = "NAME[:TEXT]", description = "tasks with this header")
    private String header = "";

    @Option(names = "--body", paramLabel = "TEXT", description = "tasks whose body contains this text")
    private String body = "";

    @Option(names = "--status", paramLabel = "STATUS", description = "tasks whose last attempt had this status, or 5xx")
    private String status = "";

    /** Returns whether an option was given. */
    boolean isGiven() {
        return failed || !(queue + state + name + url + header + body + status).isEmpty();
    }

    /**
     * Returns the parameters of the search that were given.
     *
     * @throws ControlFailure if there is no such queue
     * @throws IllegalArgumentException if options contradict each other; the message is a sentence
     */
    Map<String, Object> parameters(ResourceLookup names) throws ControlFailure {
        if (failed && !state.isEmpty()) {
            throw new IllegalArgumentException("Give --failed or --state, not both.");
        }
        Map<String, Object> given = new LinkedHashMap<>();
        given.put("queue", names.queue(queue));
        given.put("state", failed ? "failed" : state);
        given.put("name", name);
        given.put("url", url);
        given.put("header", header);
        given.put("body", body);
        given.put("status", status);
        given.values().removeIf(""::equals);
        return given;
    }
}
