package io.github.cloudtasks.dispatcher.tokens;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * A cache of ID tokens. The tasks of a queue mostly need the same token, and signing one takes longer than everything
 * else that a request needs. Bounded in number and size; the least recently used token is evicted first. Safe for use
 * by several threads.
 */
final class IdTokenCache {
    /**
     * The time for which a token is reused. It stays valid for longer than the maximum deadline of an attempt (30
     * minutes) after that.
     */
    static final Duration REUSE = Duration.ofMinutes(10);

    static final int MAX_TOKENS = 1000;

    /**
     * The length up to which audiences and addresses are cached, in characters: more than a task's URL may have.
     * Without a limit the cache could grow to gigabytes.
     */
    static final int MAX_LENGTH = 4096;

    private record Key(String email, String audience) {}

    private record Issued(String token, Instant at) {
        boolean isFresh(Instant now) {
            return !now.isBefore(at) && now.isBefore(at.plus(REUSE));
        }
    }

    private final Map<Key, Issued> entries = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Issued> eldest) {
            return size() > MAX_TOKENS;
        }
    };

    /**
     * Returns a cached token, or a new one.
     *
     * @param make creates a token that is issued at the given time; called without a lock
     */
    String get(String email, String audience, Instant now, Function<Instant, String> make) {
        if (audience.length() > MAX_LENGTH || email.length() > MAX_LENGTH) {
            return make.apply(now);
        }
        Key key = new Key(email, audience);
        synchronized (entries) {
            Issued issued = entries.get(key);
            if (issued != null && issued.isFresh(now)) {
                return issued.token();
            }
        }
        String token = make.apply(now);
        synchronized (entries) {
            entries.put(key, new Issued(token, now));
        }
        return token;
    }

    int size() {
        synchronized (entries) {
            return entries.size();
        }
    }
}
