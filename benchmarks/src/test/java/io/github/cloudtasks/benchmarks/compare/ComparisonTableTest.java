package io.github.cloudtasks.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class ComparisonTableTest {
    private final Results results = new Results();
    private final ComparisonTable table =
            new ComparisonTable(results, List.of("emulator", "other"), List.of("no-op", "bare client"));

    private void add(String subject, String server, double... values) {
        for (double value : values) {
            results.add(new Figure("create", subject, "CPU/call", "µs"), server, value);
        }
    }

    @Test
    void cell_is_the_median_with_the_ratio_to_the_reference() {
        add("gRPC", "emulator", 90, 66, 70);
        add("gRPC", "no-op", 60, 60, 40);
        add("REST", "emulator", 1234.5, 1235.5);
        results.skip("create", "REST", "no-op", "no REST");
        assertThat(table.lines("create"))
                .containsExactly(
                        "create                  emulator  other  no-op",
                        "gRPC: CPU/call  µs  70.0 (1.17×)      –   60.0",
                        "REST: CPU/call  µs         1,235      –      –")
                .hasSize(3);
    }

    @Test
    void reference_without_values_has_no_column() {
        add("", "emulator", 1);
        assertThat(table.lines("create").getFirst()).doesNotContain("no-op", "bare client");
        assertThat(table.lines("list")).isEmpty();
    }

    @Test
    void numbers_have_three_digits_at_least() {
        assertThat(ComparisonTable.number(0.123)).isEqualTo("0.12");
        assertThat(ComparisonTable.number(9.994)).isEqualTo("9.99");
        assertThat(ComparisonTable.number(9.996)).isEqualTo("10.0");
        assertThat(ComparisonTable.number(99.94)).isEqualTo("99.9");
        assertThat(ComparisonTable.number(99.96)).isEqualTo("100");
        assertThat(ComparisonTable.number(1234567)).isEqualTo("1,234,567");
        assertThat(ComparisonTable.number(-12345.6)).isEqualTo("-12,346");
    }

    @Test
    void value_that_is_no_number_is_rejected() {
        assertThatThrownBy(() -> add("", "emulator", Double.NaN)).hasMessageContaining("emulator is NaN");
    }
}
