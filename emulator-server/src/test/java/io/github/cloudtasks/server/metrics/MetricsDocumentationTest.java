package io.github.cloudtasks.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.cloudtasks.event.FinishReason;
import io.github.cloudtasks.server.EmulatorServer;
import io.github.cloudtasks.server.settings.ServerSettings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Compares docs/metrics.md and the example dashboard with the metrics of a running emulator. */
class MetricsDocumentationTest {
    private static final Path DOCS = Path.of("").toAbsolutePath().resolveSibling("docs");
    private static final Path PAGE = DOCS.resolve("metrics.md");
    private static final String START = "<!-- generated table -->\n";
    private static final Pattern SERIES = Pattern.compile("^([a-z_]+)(?:\\{(.*)})? ", Pattern.MULTILINE);
    private static final Pattern NAME = Pattern.compile("\\b(?:cloudtasks|jvm|process)_[a-z_]+");
    private static final Pattern SELECTOR = Pattern.compile("(cloudtasks_[a-z_]+)\\{([^}]*)}");
    private static final Pattern LABEL = Pattern.compile("([a-z_]+)\\s*(?:=~|!~|!=|=)\"");

    /** To update the page, run this test with {@code -Dmetrics.write=true}. */
    @Test
    void the_page_has_a_row_for_each_metric() throws IOException {
        String page = Files.readString(PAGE);
        int start = page.indexOf(START) + START.length();
        int end = page.indexOf("\n\n", start) + 1;
        String expected = page.substring(0, start) + table() + page.substring(end);
        if (Boolean.getBoolean("metrics.write")) {
            Files.writeString(PAGE, expected);
        }

        assertThat(page)
                .as("docs/metrics.md; rewrite it with -Dmetrics.write=true")
                .isEqualTo(expected);
    }

    private static String table() {
        return "| metric | type | labels | meaning |\n|---|---|---|---|\n"
                + Arrays.stream(Metric.values())
                        .map(metric -> "| `" + metric.seriesName() + "` | "
                                + metric.type().name().toLowerCase(Locale.ROOT) + " | "
                                + metric.labels().stream()
                                        .map(label -> "`" + label + "`")
                                        .collect(Collectors.joining(", "))
                                + " | " + metric.help() + " |\n")
                        .collect(Collectors.joining());
    }

    @Test
    void the_page_names_each_value_of_the_labels() throws IOException {
        String page = Files.readString(PAGE);

        assertThat(Stream.of(
                                Arrays.stream(FinishReason.values()).map(Enum::name),
                                Arrays.stream(AttemptResult.values()).map(AttemptResult::outcome),
                                Arrays.stream(QueueCounters.LeaseAction.values())
                                        .map(Enum::name))
                        .flatMap(names -> names)
                        .map(name -> "`" + name.toLowerCase(Locale.ROOT) + "`"))
                .isNotEmpty()
                .allSatisfy(name -> assertThat(page).contains(name));
    }

    @Test
    void the_emulator_returns_each_metric_with_its_labels() throws Exception {
        Map<String, Set<String>> labels = scrape();

        assertThat(Metric.values()).allSatisfy(metric -> {
            String name = metric.type() == Metric.Type.HISTOGRAM ? metric.baseName() + "_sum" : metric.seriesName();
            assertThat(labels).containsEntry(name, new TreeSet<>(metric.labels()));
        });
    }

    @Test
    void the_dashboard_uses_existing_metrics_and_labels() throws Exception {
        Map<String, Set<String>> labels = scrape();
        JsonNode dashboard = new ObjectMapper().readTree(Files.readString(DOCS.resolve("grafana-dashboard.json")));
        Set<String> expressions = new TreeSet<>(dashboard.findValuesAsText("expr"));
        expressions.add(dashboard.at("/templating/list/1/query").asText());

        assertThat(expressions).hasSizeGreaterThan(8).allSatisfy(expression -> {
            Set<String> used = new TreeSet<>();
            NAME.matcher(expression).results().forEach(match -> used.add(match.group()));
            assertThat(used).isNotEmpty();
            assertThat(labels.keySet()).as(expression).containsAll(used);
            for (Matcher selector = SELECTOR.matcher(expression); selector.find(); ) {
                Set<String> selected = new TreeSet<>();
                LABEL.matcher(selector.group(2)).results().forEach(match -> selected.add(match.group(1)));
                selected.removeAll(Set.of("job", "instance"));
                assertThat(labels.get(selector.group(1))).as(expression).containsAll(selected);
            }
        });
    }

    /** Returns the names of the labels of each time series of an emulator with one queue. */
    private static Map<String, Set<String>> scrape() throws Exception {
        Map<String, Set<String>> labels = new TreeMap<>();
        try (EmulatorServer server = new EmulatorServer(ServerSettings.DEFAULT).start();
                HttpClient http = HttpClient.newHttpClient()) {
            String root = "http://" + server.callableAddress();
            String location = "projects/p/locations/us-central1";
            HttpRequest create = HttpRequest.newBuilder(URI.create(root + "/v2/" + location + "/queues"))
                    .POST(BodyPublishers.ofString("{\"name\": \"" + location + "/queues/q\"}"))
                    .build();
            assertThat(http.send(create, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
            HttpRequest scrape =
                    HttpRequest.newBuilder(URI.create(root + "/metrics")).build();
            Matcher series =
                    SERIES.matcher(http.send(scrape, BodyHandlers.ofString()).body());
            while (series.find()) {
                Set<String> names = new TreeSet<>();
                if (series.group(2) != null) {
                    LABEL.matcher(series.group(2)).results().forEach(match -> names.add(match.group(1)));
                }
                labels.put(series.group(1), names);
            }
        }
        return labels;
    }
}
