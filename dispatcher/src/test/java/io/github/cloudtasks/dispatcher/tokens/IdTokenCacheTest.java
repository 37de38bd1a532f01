package io.github.cloudtasks.dispatcher.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class IdTokenCacheTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    private final IdTokenCache cache = new IdTokenCache();
    private final AtomicInteger made = new AtomicInteger();

    @Test
    void a_token_is_made_once_while_it_is_fresh() {
        assertThat(get("a", NOW)).isEqualTo("1");
        assertThat(get("a", NOW.plus(IdTokenCache.FRESH).minusSeconds(1))).isEqualTo("1");
        assertThat(get("a", NOW.plus(IdTokenCache.FRESH))).isEqualTo("2");
        assertThat(get("a", NOW.plus(IdTokenCache.FRESH))).isEqualTo("2");
    }

    @Test
    void a_token_from_the_future_is_made_anew() {
        get("a", NOW);
        assertThat(get("a", NOW.minusSeconds(1))).isEqualTo("2");
    }

    @Test
    void the_least_used_go_when_there_are_too_many() {
        get("used", NOW);
        for (int i = 0; i < IdTokenCache.MOST_TOKENS; i++) {
            get("audience " + i, NOW);
            get("used", NOW);
        }

        assertThat(cache.size()).isEqualTo(IdTokenCache.MOST_TOKENS);
        assertThat(get("used", NOW)).isEqualTo("1");
        assertThat(get("audience 0", NOW)).isEqualTo(String.valueOf(made.get()));
    }

    @Test
    void what_is_too_large_is_not_kept() {
        String audience = "a".repeat(IdTokenCache.LONGEST_AUDIENCE + 1);
        get(audience, NOW);
        assertThat(get(audience, NOW)).isEqualTo("2");
        cache.get(audience, "a", NOW, now -> "x");

        assertThat(cache.size()).isZero();
    }

    private String get(String audience, Instant now) {
        return cache.get("a@b.c", audience, now, at -> String.valueOf(made.incrementAndGet()));
    }
}
