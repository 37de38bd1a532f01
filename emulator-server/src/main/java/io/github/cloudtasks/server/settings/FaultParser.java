package io.github.cloudtasks.server.settings;

import com.google.protobuf.Descriptors.MethodDescriptor;
import io.github.cloudtasks.server.faults.Fault;
import io.github.cloudtasks.server.faults.FaultKind;
import io.grpc.Status.Code;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Parses the value of {@code --fault}: {@code KIND,SETTING=VALUE,SETTING=VALUE}. */
public final class FaultParser {
    private static final String QUEUE = "queue";
    private static final String RATE = "rate";
    private static final String COUNT = "count";
    private static final String SEED = "seed";
    private static final String DELAY = "delay";
    private static final String CODE = "code";
    private static final String METHOD = "method";
    private static final String APPLIED = "applied";

    private static final List<String> COMMON = List.of(QUEUE, RATE, COUNT, SEED);
    private static final List<String> OF_LATENCY = List.of(DELAY);
    private static final List<String> OF_API_ERROR = List.of(CODE, METHOD, APPLIED);
    private static final Pattern QUEUE_NAME = Pattern.compile("projects/[^/]+/locations/[^/]+/queues/[^/]+");
    private static final Duration LONGEST_DELAY = Duration.ofHours(1);

    private final FaultKind kind;
    private final Map<String, String> values;

    private FaultParser(FaultKind kind, Map<String, String> values) {
        this.kind = kind;
        this.values = values;
    }

    /**
     * Parses a fault.
     *
     * @throws IllegalArgumentException if it is invalid; the message continues "--fault must be"
     */
    public static Fault parse(String text) {
        List<String> parts = List.of(text.split(",", -1));
        Map<String, String> values = new LinkedHashMap<>();
        for (String part : parts.subList(1, parts.size())) {
            int equals = part.indexOf('=');
            String setting = (equals < 0 ? part : part.substring(0, equals)).strip();
            String value = equals < 0 ? "true" : part.substring(equals + 1).strip();
            if (values.put(setting, value) != null) {
                throw new IllegalArgumentException("a fault whose " + setting + " is given once");
            }
        }
        return of(parts.getFirst().strip(), values);
    }

    /**
     * Returns a fault.
     *
     * @param kind the label of a {@link FaultKind}
     * @param values the settings by name
     * @throws IllegalArgumentException as {@link #parse}
     */
    public static Fault of(String kind, Map<String, String> values) {
        FaultParser parser = new FaultParser(kind(kind), values);
        parser.checkSettings();
        return parser.fault();
    }

    private static FaultKind kind(String text) {
        return Arrays.stream(FaultKind.values())
                .filter(kind -> kind.label().equals(text.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("a fault whose kind is "
                        + Arrays.stream(FaultKind.values())
                                .map(FaultKind::label)
                                .collect(Collectors.joining(", "))
                        + ", to which settings such as ,rate=0.1 may be added"));
    }

    private void checkSettings() {
        List<String> own = switch (kind) {
            case LATENCY -> OF_LATENCY;
            case API_ERROR -> OF_API_ERROR;
            default -> List.of();
        };
        List<String> allowed = Stream.concat(COMMON.stream(), own.stream()).toList();
        if (!allowed.containsAll(values.keySet())) {
            throw new IllegalArgumentException("a fault with settings among " + String.join(", ", allowed) + " ("
                    + kind.label() + " has no others)");
        }
        if (kind == FaultKind.LATENCY && !values.containsKey(DELAY)) {
            throw new IllegalArgumentException("a fault with a delay, such as latency,delay=2s or latency,delay=1s-5s");
        }
    }

    private Fault fault() {
        List<Duration> delay = value(DELAY, List.of(Duration.ZERO, Duration.ZERO), FaultParser::delay);
        return new Fault(
                kind,
                value(QUEUE, "", FaultParser::queue),
                value(RATE, 1.0, FaultParser::rate),
                value(COUNT, 0, FaultParser::count),
                value(SEED, 0L, FaultParser::seed),
                delay.getFirst(),
                delay.getLast(),
                value(CODE, Code.UNAVAILABLE, FaultParser::code),
                value(METHOD, "", FaultParser::method),
                value(APPLIED, false, SettingValues::bool));
    }

    private <T> T value(String setting, T absent, Function<String, T> reader) {
        @Nullable String text = values.get(setting);
        try {
            return text == null ? absent : reader.apply(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("a fault whose " + setting + " is " + e.getMessage(), e);
        }
    }

    private static String queue(String text) {
        if (!QUEUE_NAME.matcher(text).matches()) {
            throw new IllegalArgumentException("a full name such as projects/dev/locations/us-central1/queues/mail");
        }
        return text;
    }

    private static double rate(String text) {
        double rate = SettingValues.decimal(text);
        if (!(rate > 0 && rate <= 1)) {
            throw new IllegalArgumentException("above 0 and at most 1");
        }
        return rate;
    }

    private static int count(String text) {
        int count = SettingValues.integer(text);
        if (count < 1) {
            throw new IllegalArgumentException("at least 1");
        }
        return count;
    }

    private static long seed(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("a whole number of at most 31 bits", e);
        }
    }

    /** Parses one duration, or the least and the longest one. */
    private static List<Duration> delay(String text) {
        List<Duration> delays =
                Arrays.stream(text.split("-", -1)).map(DurationParser::parse).toList();
        boolean ordered = delays.size() <= 2 && delays.getFirst().compareTo(delays.getLast()) <= 0;
        if (!ordered || delays.getLast().compareTo(LONGEST_DELAY) > 0) {
            throw new IllegalArgumentException("a duration of at most 1h such as 2s, or a range such as 1s-5s");
        }
        return delays;
    }

    private static Code code(String text) {
        for (Code code : Code.values()) {
            if (code != Code.OK && code.name().equalsIgnoreCase(text)) {
                return code;
            }
        }
        throw new IllegalArgumentException("the name of an error of gRPC such as UNAVAILABLE or RESOURCE_EXHAUSTED");
    }

    private static String method(String text) {
        Set<String> names = new TreeSet<>();
        for (var file : List.of(
                io.github.cloudtasks.proto.v2.CloudTasksProto.getDescriptor(),
                io.github.cloudtasks.proto.v2beta3.CloudTasksProto.getDescriptor(),
                io.github.cloudtasks.proto.v2beta2.CloudTasksProto.getDescriptor())) {
            file.getServices().getFirst().getMethods().stream()
                    .map(MethodDescriptor::getName)
                    .forEach(names::add);
        }
        names.add("BufferTask");
        if (!names.contains(text)) {
            throw new IllegalArgumentException("a method among " + String.join(", ", names));
        }
        return text;
    }
}
