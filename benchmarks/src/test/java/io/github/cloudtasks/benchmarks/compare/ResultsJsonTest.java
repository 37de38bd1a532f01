package io.github.cloudtasks.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class ResultsJsonTest {
    @Test
    void document_has_all_rounds_and_the_reason_of_each_missing_value() throws IOException {
        Results results = new Results();
        Figure cpu = new Figure("create", "REST v2, 1 caller", "CPU/call", "µs");
        Figure calls = new Figure("create", "REST v2, 1 caller", "calls", "1/s");
        results.add(cpu, "emulator", 3);
        results.add(cpu, "emulator", 1);
        results.add(cpu, "emulator", 2);
        results.add(calls, "emulator", 100);
        results.missing(cpu, "other", "no \"process\"");
        results.skip("create", "REST v2", "other", "GET /v2 answers 404");
        results.fail("dispatch", "other", "1 task was lost.");
        ResultsJson.Conditions conditions = new ResultsJson.Conditions(
                "2026-11-28T00:00:00Z",
                Size.QUICK,
                new Machine("a CPU", 2, 4L << 30, "Linux 6", "25"),
                Map.of("emulator", "./emulator"),
                OptionalDouble.of(0.25),
                Map.of("create", 0.5));

        JsonNode json = new ObjectMapper()
                .readTree(ResultsJson.of(conditions, results, List.of("emulator", "other"), List.of("create")));

        assertThat(json.at("/size").asText()).isEqualTo("quick");
        assertThat(json.at("/machine/memoryBytes").asLong()).isEqualTo(4L << 30);
        assertThat(json.at("/noise").asDouble()).isEqualTo(0.25);
        assertThat(json.at("/failures/0").asText()).isEqualTo("other, dispatch: 1 task was lost.");
        assertThat(json.at("/figures")).hasSize(2);
        assertThat(json.at("/figures/0/servers/emulator/median").asDouble()).isEqualTo(2);
        assertThat(json.at("/figures/0/servers/emulator/rounds").toString()).isEqualTo("[3.0,1.0,2.0]");
        assertThat(json.at("/figures/0/servers/other/missing").asText()).isEqualTo("no \"process\"");
        assertThat(json.at("/figures/1/servers/other/missing").asText()).isEqualTo("GET /v2 answers 404");
        assertThat(json.at("/figures/1/unit").asText()).isEqualTo("1/s");
    }
}
