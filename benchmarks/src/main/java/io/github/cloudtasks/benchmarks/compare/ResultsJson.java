package io.github.cloudtasks.benchmarks.compare;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/** The raw values of a run as JSON. */
final class ResultsJson {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private ResultsJson() {}

    /**
     * The conditions of a run.
     *
     * @param date the date and time at which it began, in UTC
     * @param size how much was done
     * @param machine the machine
     * @param sources the servers and how each was started or found
     * @param noise the share of the CPU time that other processes used
     * @param noiseOf the same of each measurement, by its name
     */
    record Conditions(
            String date,
            Size size,
            Machine machine,
            Map<String, String> sources,
            OptionalDouble noise,
            Map<String, Double> noiseOf) {}

    /**
     * Returns the document, which ends with a newline.
     *
     * @param columns the names of the servers
     * @param measurements the names of the measurements
     */
    static String of(Conditions conditions, Results results, List<String> columns, List<String> measurements) {
        ObjectNode document = JSON.objectNode();
        document.put("date", conditions.date());
        document.put("size", conditions.size().name().toLowerCase(Locale.ROOT));
        document.set("machine", machine(conditions.machine()));
        ObjectNode servers = JSON.objectNode();
        conditions.sources().forEach(servers::put);
        document.set("servers", servers);
        conditions.noise().ifPresent(share -> document.put("noise", share));
        ArrayNode failures = JSON.arrayNode();
        results.failures().forEach(failures::add);
        document.set("failures", failures);
        ArrayNode figures = JSON.arrayNode();
        for (String measurement : measurements) {
            for (Figure figure : results.figures(measurement)) {
                figures.add(figure(figure, results, columns));
            }
        }
        document.set("figures", figures);
        ObjectNode noiseOf = JSON.objectNode();
        conditions.noiseOf().forEach(noiseOf::put);
        document.set("noiseOf", noiseOf);
        return document.toPrettyString() + "\n";
    }

    private static ObjectNode machine(Machine machine) {
        ObjectNode json = JSON.objectNode();
        json.put("cpu", machine.cpu());
        json.put("processors", machine.processors());
        json.put("memoryBytes", machine.memoryBytes());
        json.put("kernel", machine.kernel());
        json.put("jdk", machine.jdk());
        return json;
    }

    private static ObjectNode figure(Figure figure, Results results, List<String> columns) {
        ObjectNode json = JSON.objectNode();
        json.put("measurement", figure.measurement());
        json.put("subject", figure.subject());
        json.put("quantity", figure.quantity());
        json.put("unit", figure.unit());
        ObjectNode servers = JSON.objectNode();
        for (String server : columns) {
            ObjectNode cell = JSON.objectNode();
            Double median = results.median(figure, server);
            if (median == null) {
                cell.put("missing", results.reason(figure, server));
            } else {
                cell.put("median", median);
                ArrayNode rounds = JSON.arrayNode();
                results.values(figure, server).forEach(rounds::add);
                cell.set("rounds", rounds);
            }
            servers.set(server, cell);
        }
        json.set("servers", servers);
        return json;
    }
}
