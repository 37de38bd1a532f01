package io.github.cloudtasks.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import org.junit.jupiter.api.Test;

class CompareSettingsTest {
    private static CompareSettings parse(String... args) {
        return CompareSettings.parse(args);
    }

    @Test
    void servers_and_addresses_are_read_in_any_order() {
        CompareSettings settings = parse(
                "--pid",
                "b=42",
                "--address",
                "b=http://127.0.0.1:80",
                "--quick",
                "--server",
                "a=x --port {port}",
                "--only",
                "create,list");
        assertThat(settings.candidates())
                .extracting(Candidate::name, Candidate::source)
                .containsExactly(tuple("a", "x --port {port}"), tuple("b", "http://127.0.0.1:80, process 42"));
        assertThat(settings.size()).isEqualTo(Size.QUICK);
        assertThat(settings.only()).containsExactly("create", "list");
        assertThat(settings.json()).isNull();
    }

    @Test
    void wrong_options_are_explained() {
        assertThatThrownBy(() -> parse("--json")).hasMessage("--json needs a value");
        assertThatThrownBy(() -> parse("--fast")).hasMessage("unknown option --fast");
        assertThatThrownBy(() -> parse("--address", "b=127.0.0.1:80"))
                .hasMessage("--address needs NAME=http://HOST:PORT, not b=127.0.0.1:80");
        assertThatThrownBy(() -> parse("--pid", "b=x")).hasMessage("--pid needs NAME=PID, not b=x");
        assertThatThrownBy(() -> parse("--pid", "b=1")).hasMessage("--pid names [b], which no --address names");
        assertThatThrownBy(() -> parse("--server", "a=x", "--address", "a=http://h:1"))
                .hasMessage("two servers have the name a; give each its own");
        assertThatThrownBy(() -> parse("--server", "no-op=x"))
                .hasMessage("two servers have the name no-op; give each its own");
    }
}
