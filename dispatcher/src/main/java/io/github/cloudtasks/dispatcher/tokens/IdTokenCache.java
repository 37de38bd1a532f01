package io.github.cloudtasks.dispatcher.tokens;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * ID tokens that may be sent again: a queue mostly asks for the same one, and a signature costs more than all else of a
 * request. Bounded in number and size; the least used go first. Safe for use by many threads.
 */
final class IdTokenCache {
    /** What is left of a token's life outlasts the longest deadline of an attempt (30 minutes) by far. */
    static final Duration FRESH = Duration.ofMinutes(10);

    static final int MOST_TOKENS = 1000;

    /** Longer than any URL that a task may have; with others the cache could grow to gigabytes. */
    static final int LONGEST_AUDIENCE = 4096;

    /** Whom a token is of, and whom it is for. */
    private record Key(String email, String audience) {}

    private record Issued(String token, Instant at) {
        boolean isFresh(Instant now) {
            return !now.isBefore(at) && now.isBefore(at.plus(FRESH));
        }
    }

    private final Map<Key, Issued> entries = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Issued> eldest) {
            return size() > MOST_TOKENS;
        }
    };

    /**
     * The token.
     *
     * @param make signs a new one, issued now; called without a lock
     */
    String get(String email, String audience, Instant now, Function<Instant, String> make) {
        if (audience.length() > LONGEST_AUDIENCE || email.length() > LONGEST_AUDIENCE) {
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
