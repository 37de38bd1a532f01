package io.github.cloudtasks.grpc.queueyaml;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.github.cloudtasks.model.ApiException;
import io.github.cloudtasks.model.ApiException.Code;
import io.github.cloudtasks.model.Bytes;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Random uploads are either parsed or rejected with INVALID_ARGUMENT. */
class QueueYamlFuzzTest {
    private static final String[] PARTS = {
        "queue:",
        "\n- ",
        "\n  ",
        "\n    ",
        "\n",
        " ",
        "name: q",
        "rate: 1/s",
        "rate: 0",
        "mode: pull",
        "target: a.b",
        "retry_parameters:",
        "task_retry_limit: 3",
        "task_age_limit: 1d",
        "max_doublings: 2",
        "bucket_size: 3",
        "[",
        "]",
        "{",
        "}",
        ",",
        ": ",
        "? ",
        "- ",
        "&a ",
        "*a",
        "!!binary ",
        "!<x> ",
        "<<: ",
        "\"",
        "'",
        "|",
        ">",
        "#",
        "%YAML 1.1",
        "---",
        "...",
        "\t",
        "\u0000",
        "\uD800",
        "é",
        "~",
        "null",
        "9".repeat(30),
        "`",
        "@"
    };

    @Test
    void any_text_is_parsed_or_rejected_as_invalid_argument() {
        long seed = 20_240_608;
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 50_000; i++) {
            StringBuilder text = new StringBuilder(random.nextBoolean() ? "queue:\n- name: q\n  " : "");
            for (int parts = random.nextInt(1, 14); parts > 0; parts--) {
                text.append(PARTS[random.nextInt(PARTS.length)]);
            }
            check("seed " + seed + ", file " + text, text.toString());
        }
    }

    @Test
    void large_or_deeply_nested_file_is_parsed_or_rejected() {
        StringBuilder laughs = new StringBuilder("a0: &a0 [x,x]\n");
        for (int i = 1; i < 60; i++) {
            laughs.append("a%d: &a%d [*a%d,*a%d]\n".formatted(i, i, i - 1, i - 1));
        }
        for (String text : List.of(
                laughs.toString(),
                "[".repeat(100_000),
                "{a: ".repeat(60_000),
                "- ".repeat(100_000),
                "a: ".repeat(80_000),
                "queue: [" + "[".repeat(50_000) + "]".repeat(50_000) + "]",
                "queue: [{name: q, rate: " + "9".repeat(200_000) + "/s}]",
                "queue: [{name: q, rate: 1/s, retry_parameters: {min_backoff_seconds: " + "9".repeat(200_000) + "}}]",
                "queue: [" + "{name: q},".repeat(20_000) + "]",
                "x".repeat(262_144),
                "#".repeat(262_145),
                "x".repeat(20 << 20))) {
            check(text.substring(0, 20) + "…", text);
        }
    }

    private static void check(String description, String text) {
        try {
            QueueYaml.parse(Bytes.wrap(text.getBytes(UTF_8)));
        } catch (ApiException e) {
            assertThat(e.code()).isEqualTo(Code.INVALID_ARGUMENT);
        } catch (RuntimeException | StackOverflowError e) {
            fail(description, e);
        }
    }
}
