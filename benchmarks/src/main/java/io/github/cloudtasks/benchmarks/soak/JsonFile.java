package io.github.cloudtasks.benchmarks.soak;

import com.google.protobuf.ListValue;
import com.google.protobuf.NullValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import com.google.protobuf.util.JsonFormat;
import io.github.cloudtasks.benchmarks.load.Latencies;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Writes figures as JSON. */
final class JsonFile {
    private JsonFile() {}

    /** Writes maps, lists, numbers, strings and booleans. NaN becomes null. */
    static void write(Path file, Map<String, ?> figures) throws IOException {
        Files.writeString(file, JsonFormat.printer().print(value(figures)) + "\n");
    }

    static Map<String, Object> times(CallLog.Interval times) {
        return Map.of(
                "calls", latencies(times.calls()),
                "arrivals", latencies(times.arrivals()),
                "lateness", latencies(times.lateness()));
    }

    static Map<String, Object> figures(ServerProbe.Figures figures) {
        return Map.of(
                "residentMegabytes", figures.rssMegabytes(),
                "threads", figures.threads(),
                "descriptors", figures.descriptors());
    }

    private static Map<String, Object> latencies(Latencies latencies) {
        return Map.of(
                "count", latencies.count(),
                "p50Millis", latencies.quantileMillis(0.5),
                "p99Millis", latencies.quantileMillis(0.99),
                "maxMillis", latencies.quantileMillis(1));
    }

    private static Value value(Object object) {
        Value.Builder value = Value.newBuilder();
        switch (object) {
            case Map<?, ?> map -> {
                Struct.Builder struct = Struct.newBuilder();
                map.forEach((name, each) -> struct.putFields(String.valueOf(name), value(each)));
                value.setStructValue(struct);
            }
            case List<?> list ->
                value.setListValue(ListValue.newBuilder()
                        .addAllValues(list.stream().map(JsonFile::value).toList()));
            case Double number when number.isNaN() -> value.setNullValue(NullValue.NULL_VALUE);
            case Number number -> value.setNumberValue(number.doubleValue());
            case Boolean flag -> value.setBoolValue(flag);
            default -> value.setStringValue(object.toString());
        }
        return value.build();
    }
}
