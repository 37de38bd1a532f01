package io.github.cloudtasks.benchmarks.fuzz;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;

/**
 * Chooses values for fields. Most are plausible, so that many requests reach the engine; the others are at or beyond a
 * limit. URLs and hosts always are addresses of this machine, so that no attempt leaves it.
 */
final class Vocabulary {
    private static final List<String> LOCATIONS = List.of("us-central1", "europe-west1", "here", "-", "");
    private static final List<String> IDS = List.of("a", "b", "c", "d", "pull", "x-1", "-", "", "ü", "a".repeat(101));
    private static final List<String> WORDS = List.of(
            "",
            "a",
            "GET",
            "ENABLED",
            "application/json",
            "X-Name",
            "worker",
            "roles/cloudtasks.admin",
            "cloudtasks.tasks.create",
            "state=RUNNING",
            "tag=\"a\"",
            "tag=oldest_tag()",
            "name: *",
            "NOT (state = \"PAUSED\" OR name:a*)",
            "*",
            "name,rateLimits",
            "user@example.iam.gserviceaccount.com",
            "\u0000",
            "\r\nX-Injected: 1",
            "\uFFFD\u202E\uD83D\uDE00",
            "%00",
            "../..",
            "a".repeat(500),
            "(".repeat(300));
    private static final List<Long> NUMBERS = List.of(
            0L,
            1L,
            -1L,
            2L,
            5L,
            10L,
            15L,
            59L,
            60L,
            100L,
            500L,
            501L,
            1000L,
            1001L,
            1800L,
            5001L,
            86_400L,
            604_800L,
            999_999_999L,
            1_000_000_000L,
            253_402_300_799L,
            253_402_300_800L,
            -62_135_596_801L,
            315_576_000_001L,
            (long) Integer.MAX_VALUE,
            (long) Integer.MIN_VALUE,
            Long.MAX_VALUE,
            Long.MIN_VALUE);
    private static final List<Double> FRACTIONS =
            List.of(0.0, -0.0, 1.0, 0.001, 500.0, 501.0, -1.0, Double.NaN, Double.POSITIVE_INFINITY, Double.MIN_VALUE);

    private final RandomGenerator random;
    private final String target;

    /**
     * Creates a vocabulary.
     *
     * @param target the URL of a target on this machine
     */
    Vocabulary(RandomGenerator random, String target) {
        this.random = random;
        this.target = target;
    }

    String text(FieldDescriptor field) {
        return switch (field.getName()) {
            case "url" ->
                pick(List.of(target, target, "http://127.0.0.1:1/closed", "not a url", "", "ftp://127.0.0.1/"));
            case "host" -> pick(List.of("127.0.0.1", "localhost", ""));
            case "name" -> name(field);
            case "parent", "queue", "resource" -> resourceName();
            case "filter", "page_token" -> pick(WORDS);
            default -> random.nextInt(4) == 0 ? resourceName() : pick(WORDS);
        };
    }

    private String name(FieldDescriptor field) {
        return switch (field.getContainingType().getName()) {
            case "Queue" -> usually(matching("projects/*/locations/*/queues/*"));
            case "Task" -> random.nextBoolean() ? "" : usually(matching("projects/*/locations/*/queues/*/tasks/*"));
            default -> resourceName();
        };
    }

    private String usually(String name) {
        return random.nextInt(10) == 0 ? resourceName() : name;
    }

    /**
     * Returns the name of a resource that probably exists, of the form that a method expects.
     *
     * @param pattern a pattern of {@code google.api.http}, such as {@code projects/*}{@code /locations/*}
     */
    String matching(String pattern) {
        String[] segments = pattern.split("/", -1);
        for (int i = 1; i < segments.length; i++) {
            if (segments[i].equals("*")) {
                segments[i] = switch (segments[i - 1]) {
                    case "projects" -> "fuzz";
                    case "locations" -> "us-central1";
                    case "queues" -> IDS.get(random.nextInt(5));
                    default -> "t" + random.nextInt(100);
                };
            }
        }
        return String.join("/", segments);
    }

    /** Returns the name of a project, location, queue, task, operation or key; sometimes a malformed one. */
    String resourceName() {
        StringBuilder name = new StringBuilder("projects/").append(random.nextInt(8) == 0 ? pick(IDS) : "fuzz");
        int depth = random.nextInt(10);
        if (depth > 0) {
            name.append("/locations/").append(random.nextInt(4) == 0 ? pick(LOCATIONS) : "us-central1");
        }
        if (depth == 1) {
            name.append(pick(List.of("/operations/a", "/cmekConfig", "/queue", "//", "/queues", "")));
        } else if (depth > 3) {
            name.append("/queues/").append(random.nextInt(6) == 0 ? pick(IDS) : IDS.get(random.nextInt(5)));
        }
        if (depth > 6) {
            name.append("/tasks/").append(random.nextInt(4) == 0 ? pick(IDS) : "t" + random.nextInt(1000));
        }
        return name.toString();
    }

    long number() {
        return random.nextInt(3) == 0 ? pick(NUMBERS) : random.nextInt(100);
    }

    double fraction() {
        return random.nextInt(3) == 0 ? pick(FRACTIONS) : random.nextDouble() * 500;
    }

    ByteString bytes() {
        int size = random.nextInt(200) == 0 ? random.nextInt(1 << 20) : random.nextInt(64);
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        return ByteString.copyFrom(bytes);
    }

    /** Returns a path of a field mask: of the fields of a queue most often. */
    String maskPath() {
        String path = pick(List.of(
                "rate_limits",
                "rate_limits.max_dispatches_per_second",
                "retry_config.max_attempts",
                "state",
                "name",
                "http_target",
                "nothing",
                "rate_limits..x",
                "",
                "*"));
        return random.nextInt(10) == 0 ? path.toUpperCase(Locale.ROOT) : path;
    }

    <T> T pick(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }
}
