package io.github.cloudtasks.cli.env;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.Yaml;

class EnvFormatTest {

    static List<String> values() {
        return List.of(
                "plain",
                "",
                " two  words ",
                "it's",
                "\"quoted\"",
                "a$HOME%PATH%`id`$(id)",
                "back\\slash\\",
                "a\nb\n",
                "é…",
                "-Da=b|c -Dd=\"e f\"",
                "’curly‘",
                "!history",
                "a\\'b");
    }

    @ParameterizedTest
    @MethodSource("values")
    void sh_reads_back_the_value(String value) throws Exception {
        assertThat(output("sh", "-c", EnvFormat.SH.text(Map.of("V", value)) + "printf '%s.' \"$V\""))
                .isEqualTo(value + ".");
    }

    @ParameterizedTest
    @MethodSource("values")
    void fish_reads_back_the_value(String value) throws Exception {
        assumeInstalled("fish");

        assertThat(output("fish", "-c", EnvFormat.FISH.text(Map.of("V", value)) + "printf '%s.' $V"))
                .isEqualTo(value + ".");
    }

    @ParameterizedTest
    @MethodSource("values")
    void powershell_reads_back_the_value(String value) throws Exception {
        assumeInstalled("pwsh");
        // PowerShell removes a variable that is set to nothing.
        String script = EnvFormat.POWERSHELL.text(Map.of("V", value)) + "[Console]::Out.Write($env:V + '.')";

        assertThat(output("pwsh", "-NoProfile", "-Command", script)).isEqualTo(value + ".");
    }

    @ParameterizedTest
    @MethodSource("values")
    void json_and_compose_read_back_the_value(String value) throws Exception {
        assertThat(new JsonMapper()
                        .readTree(EnvFormat.JSON.text(Map.of("V", value)))
                        .path("V")
                        .asText())
                .isEqualTo(value);
        Map<String, Map<String, String>> service = new Yaml().load(EnvFormat.COMPOSE.text(Map.of("V", value)));
        assertThat(service.get("environment")).containsEntry("V", value.replace("$", "$$"));
        assertThat(new Yaml().<Object>load(EnvFormat.composeText(value))).isEqualTo(value.replace("$", "$$"));
    }

    @ParameterizedTest
    @MethodSource("values")
    void github_file_has_the_value(String value, @TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("env"), EnvFormat.GITHUB.text(Map.of("V", value)));
        List<String> lines = Arrays.asList(Files.readString(file).split("\n", -1));

        if (value.indexOf('\n') < 0) {
            assertThat(lines).containsExactly("V=" + value, "");
        } else {
            String end = lines.getFirst().substring("V<<".length());
            assertThat(String.join("\n", lines)).isEqualTo("V<<" + end + "\n" + value + "\n" + end + "\n");
            assertThat(value).doesNotContain(end);
        }
    }

    @Test
    void dotenv_quotes_what_needs_quotes() {
        assertThat(dotenv("http://127.0.0.1:8123")).isEqualTo("V=http://127.0.0.1:8123");
        assertThat(dotenv("a $b")).isEqualTo("V='a $b'");
        assertThat(dotenv("it's $b\n\\")).isEqualTo("V=\"it's \\$b\\n\\\\\"");
    }

    @Test
    void powershell_and_fish_escape_quotes() {
        assertThat(EnvFormat.POWERSHELL.line("V", "it's ’$x")).isEqualTo("$env:V = 'it''s ’’$x'");
        assertThat(EnvFormat.FISH.line("V", "it's \\ $x")).isEqualTo("set -gx V 'it\\'s \\\\ $x'");
    }

    private static String dotenv(String value) {
        return EnvFormat.DOTENV.line("V", value);
    }

    private static void assumeInstalled(String program) {
        Assumptions.assumeTrue(Arrays.stream(System.getenv("PATH").split(":", -1))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, program))));
    }

    private static String output(String... command) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("LC_ALL", "C.UTF-8");
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return output;
    }
}
