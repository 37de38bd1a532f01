package io.github.cloudtasks.server.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudtasks.model.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class BytePatternTest {
    private static boolean contains(String text, String wanted) {
        return new BytePattern(wanted).isIn(Bytes.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void finds_the_same_as_a_search_in_a_text() {
        Random random = new Random(1);
        for (int i = 0; i < 10_000; i++) {
            String text = letters(random, random.nextInt(20));
            String wanted = letters(random, random.nextInt(6));

            assertThat(contains(text, wanted))
                    .as("\"%s\" in \"%s\"", wanted, text)
                    .isEqualTo(text.contains(wanted));
        }
    }

    private static String letters(Random random, int length) {
        StringBuilder letters = new StringBuilder();
        for (int i = 0; i < length; i++) {
            letters.append("abü".charAt(random.nextInt(3)));
        }
        return letters.toString();
    }

    /** Comparing every position with the whole pattern would take hours. */
    @Test
    @Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void repetitive_text_is_searched_once() {
        String text = "a".repeat(8 << 20);

        assertThat(contains(text, "a".repeat(4 << 20) + "b")).isFalse();
        assertThat(contains(text + "b", "a".repeat(4 << 20) + "b")).isTrue();
    }
}
