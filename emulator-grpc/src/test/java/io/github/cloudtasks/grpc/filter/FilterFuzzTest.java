package io.github.cloudtasks.grpc.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.github.cloudtasks.model.ApiException;
import io.github.cloudtasks.model.ApiException.Code;
import io.github.cloudtasks.proto.v2beta2.Queue;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Random filters are either parsed or rejected with INVALID_ARGUMENT. */
class FilterFuzzTest {
    private static final String[] PARTS = {
        "name",
        "state",
        "purge_time",
        "retry_config.max_backoff",
        "rate_limits.max_burst_size",
        "rate_limits",
        "http_target.header_overrides.header.key",
        "stats.tasks_count",
        "retry_config.unlimited_attempts",
        ".",
        "x",
        ":",
        "=",
        "!=",
        "<",
        "<=",
        ">",
        ">=",
        "*",
        "AND",
        "OR",
        "NOT",
        "-",
        "(",
        ")",
        " ",
        "\t",
        "\"",
        "'",
        "\\",
        ",",
        "PAUSED",
        "1",
        "-1.5",
        "1e9",
        "1s",
        "0.1s",
        "2020-01-01T00:00:00Z",
        "2020-99-99",
        "true",
        "é",
        "\u0000",
        "\uD800",
        "9".repeat(400),
        "9".repeat(400) + "s",
        "{",
        "%",
        "null"
    };

    @Test
    void any_text_is_parsed_or_rejected_as_invalid_argument() {
        long seed = 20_240_607;
        SplittableRandom random = new SplittableRandom(seed);
        int understood = 0;
        for (int i = 0; i < 100_000; i++) {
            String text = text(random);
            try {
                Filter.parse(Queue.getDescriptor(), text).matches(Queue.getDefaultInstance());
                understood++;
            } catch (ApiException e) {
                assertThat(e.code()).isEqualTo(Code.INVALID_ARGUMENT);
            } catch (RuntimeException e) {
                fail("seed " + seed + ", filter " + text, e);
            }
        }
        assertThat(understood).as("filters that were understood").isGreaterThan(100);
    }

    private static String text(SplittableRandom random) {
        StringBuilder text = new StringBuilder();
        for (int parts = random.nextInt(1, 12); parts > 0; parts--) {
            text.append(PARTS[random.nextInt(PARTS.length)]).append(random.nextBoolean() ? " " : "");
        }
        return text.toString();
    }
}
