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
    void token_is_reused_for_ten_minutes() {
        assertThat(get("a", NOW)).isEqualTo("1");
        assertThat(get("a", NOW.plus(IdTokenCache.REUSE).minusSeconds(1))).isEqualTo("1");
        assertThat(get("a", NOW.plus(IdTokenCache.REUSE))).isEqualTo("2");
        assertThat(get("a", NOW.plus(IdTokenCache.REUSE))).isEqualTo("2");
    }

    @Test
    void token_from_the_future_is_not_reused() {
        get("a", NOW);
        assertThat(get("a", NOW.minusSeconds(1))).isEqualTo("2");
    }

    @Test
    void least_recently_used_token_is_evicted() {
        get("used", NOW);
        for (int i = 0; i < IdTokenCache.MAX_TOKENS; i++) {
            get("audience " + i, NOW);
            get("used", NOW);
        }

        assertThat(cache.size()).isEqualTo(IdTokenCache.MAX_TOKENS);
        assertThat(get("used", NOW)).isEqualTo("1");
        assertThat(get("audience 0", NOW)).isEqualTo(String.valueOf(made.get()));
    }

    @Test
    void long_audiences_are_not_cached() {
        String audience = "a".repeat(IdTokenCache.MAX_LENGTH + 1);
        get(audience, NOW);
        assertThat(get(audience, NOW)).isEqualTo("2");
        cache.get(audience, "a", NOW, now -> "x");

        assertThat(cache.size()).isZero();
    }

    private String get(String audience, Instant now) {
        return cache.get("a@b.c", audience, now, at -> String.valueOf(made.incrementAndGet()));
    }
}
