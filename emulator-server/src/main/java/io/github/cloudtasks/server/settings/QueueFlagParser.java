package io.github.cloudtasks.server.settings;

import io.github.cloudtasks.engine.spec.Limits;
import io.github.cloudtasks.model.RetryConfig;
import io.github.cloudtasks.model.queue.NewQueue;
import io.github.cloudtasks.model.queue.RateLimits;
import io.github.cloudtasks.model.queue.Target.PullTarget;
import io.github.cloudtasks.server.startup.InitialQueue;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Parses the value of {@code --queue}: {@code NAME,SETTING=VALUE,SETTING=VALUE}. Settings have the names of the gcloud
 * CLI's flags or of the API's fields: {@code max-attempts}, {@code maxAttempts} and {@code max_attempts} are the same.
 */
final class QueueFlagParser {
    private static final String RATE = "max-dispatches-per-second";
    private static final String BURST = "max-burst-size";
    private static final String CONCURRENCY = "max-concurrent-dispatches";
    private static final String ATTEMPTS = "max-attempts";
    private static final String RETRY_DURATION = "max-retry-duration";
    private static final String MIN_BACKOFF = "min-backoff";
    private static final String MAX_BACKOFF = "max-backoff";
    private static final String DOUBLINGS = "max-doublings";
    private static final String TYPE = "type";
    private static final String STATE = "state";

    private static final List<String> SETTINGS = List.of(
            RATE, BURST, CONCURRENCY, ATTEMPTS, RETRY_DURATION, MIN_BACKOFF, MAX_BACKOFF, DOUBLINGS, TYPE, STATE);

    /** Names of v2beta2 that differ from the other versions. */
    private static final Map<String, String> V2BETA2_NAMES =
            Map.of("maxtasksdispatchedpersecond", RATE, "maxconcurrenttasks", CONCURRENCY);

    private final Map<String, String> values = new HashMap<>();

    private QueueFlagParser() {}

    /**
     * Parses a queue.
     *
     * @throws IllegalArgumentException if it is invalid; the message continues "--queue must be"
     */
    static InitialQueue parse(String text) {
        List<String> parts = List.of(text.split(",", -1));
        String name = parts.getFirst().strip();
        if (!name.matches("[^\\s=]+")) {
            throw new IllegalArgumentException(
                    "a queue such as projects/dev/locations/us-central1/queues/mail, to which settings such as ,max-attempts=5"
                            + " may be added");
        }
        QueueFlagParser flag = new QueueFlagParser();
        parts.subList(1, parts.size()).forEach(flag::add);
        boolean paused = flag.value(STATE, false, state -> choice(state, "running", "paused"));
        return new InitialQueue(name, flag.settings(), paused);
    }

    private void add(String part) {
        int equals = part.indexOf('=');
        String setting = setting(equals < 0 ? part : part.substring(0, equals));
        if (equals < 0) {
            throw new IllegalArgumentException("a queue whose " + setting + " has a value");
        }
        if (values.put(setting, part.substring(equals + 1).strip()) != null) {
            throw new IllegalArgumentException("a queue whose " + setting + " is given once");
        }
    }

    private static String setting(String written) {
        String plain = plain(written);
        return SETTINGS.stream()
                .filter(setting -> plain(setting).equals(plain) || setting.equals(V2BETA2_NAMES.get(plain)))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException("a queue with settings among " + String.join(", ", SETTINGS)));
    }

    private static String plain(String setting) {
        return setting.strip().replaceAll("[-_]", "").toLowerCase(Locale.ROOT);
    }

    private NewQueue settings() {
        RateLimits rates = new RateLimits(
                value(RATE, 0.0, QueueFlagParser::rate),
                value(BURST, 0, QueueFlagParser::notZero),
                value(CONCURRENCY, 0, QueueFlagParser::notZero));
        RetryConfig retries = new RetryConfig(
                value(ATTEMPTS, 0, QueueFlagParser::attempts),
                duration(RETRY_DURATION),
                duration(MIN_BACKOFF),
                duration(MAX_BACKOFF),
                value(DOUBLINGS, Limits.DEFAULT_MAX_DOUBLINGS, SettingValues::integer));
        NewQueue queue = new NewQueue(null, rates, RetryConfig.UNSET, null, null, null).withExactRetryConfig(retries);
        return value(TYPE, false, type -> choice(type, "push", "pull")) ? queue.withTarget(new PullTarget()) : queue;
    }

    private @Nullable Duration duration(String setting) {
        return values.containsKey(setting) ? value(setting, Duration.ZERO, DurationParser::parse) : null;
    }

    private <T> T value(String setting, T absent, Function<String, T> reader) {
        String text = values.get(setting);
        try {
            return text == null ? absent : reader.apply(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("a queue whose " + setting + " is " + e.getMessage(), e);
        }
    }

    /** Parses a rate. 0 is rejected: in a request it would mean the default. */
    private static double rate(String text) {
        double rate = SettingValues.decimal(text);
        if (rate == 0) {
            throw new IllegalArgumentException("above 0, or whose " + STATE + " is paused");
        }
        return rate;
    }

    /** Parses a whole number. 0 is rejected: in a request it would mean the default. */
    private static int notZero(String text) {
        int number = SettingValues.integer(text);
        if (number == 0) {
            throw new IllegalArgumentException("at least 1");
        }
        return number;
    }

    private static int attempts(String text) {
        return text.equalsIgnoreCase("unlimited") ? RetryConfig.UNLIMITED : notZero(text);
    }

    /** Returns whether the text is the second choice. */
    private static boolean choice(String text, String first, String second) {
        if (!text.equalsIgnoreCase(first) && !text.equalsIgnoreCase(second)) {
            throw new IllegalArgumentException(first + " or " + second);
        }
        return text.equalsIgnoreCase(second);
    }
}
