package io.github.cloudtasks.server.metrics;

import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot.InfoDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Collects the values of one scrape. Not thread-safe. */
final class SnapshotBuilder {
    private final Map<Metric, List<Value>> values = new EnumMap<>(Metric.class);

    /** A value with its labels. */
    private sealed interface Value {
        Labels labels();
    }

    private record Scalar(Labels labels, double value) implements Value {}

    private record Durations(Labels labels, HistogramCounter counter) implements Value {}

    /**
     * Adds a value.
     *
     * @param labels the values of all labels of the metric, in their order
     */
    void add(Metric metric, double value, String... labels) {
        list(metric).add(new Scalar(labels(metric, labels), value));
    }

    /** Adds a number, as {@link #add(Metric, double, String...)}. It is exact up to 2^53. */
    void add(Metric metric, long value, String... labels) {
        add(metric, (double) value, labels);
    }

    /** Adds a histogram, as {@link #add(Metric, double, String...)}. */
    void add(Metric metric, HistogramCounter counter, String... labels) {
        list(metric).add(new Durations(labels(metric, labels), counter));
    }

    private List<Value> list(Metric metric) {
        return values.computeIfAbsent(metric, added -> new ArrayList<>());
    }

    private static Labels labels(Metric metric, String... labels) {
        return Labels.of(metric.labels().toArray(String[]::new), labels);
    }

    /** Returns a snapshot of each metric that has values. */
    List<MetricSnapshot> build() {
        List<MetricSnapshot> snapshots = new ArrayList<>();
        values.forEach((metric, list) -> snapshots.add(snapshot(metric, list)));
        return snapshots;
    }

    private static MetricSnapshot snapshot(Metric metric, List<Value> values) {
        MetricSnapshot.Builder<?> snapshot = switch (metric.type()) {
            case COUNTER -> counter(values);
            case GAUGE -> gauge(values);
            case HISTOGRAM -> histogram(values);
            case INFO -> info(values);
        };
        return snapshot.name(metric.baseName()).help(metric.help()).build();
    }

    private static CounterSnapshot.Builder counter(List<Value> values) {
        CounterSnapshot.Builder counter = CounterSnapshot.builder();
        for (Value value : values) {
            counter.dataPoint(CounterDataPointSnapshot.builder()
                    .labels(value.labels())
                    .value(number(value))
                    .build());
        }
        return counter;
    }

    private static GaugeSnapshot.Builder gauge(List<Value> values) {
        GaugeSnapshot.Builder gauge = GaugeSnapshot.builder();
        for (Value value : values) {
            gauge.dataPoint(GaugeDataPointSnapshot.builder()
                    .labels(value.labels())
                    .value(number(value))
                    .build());
        }
        return gauge;
    }

    private static InfoSnapshot.Builder info(List<Value> values) {
        InfoSnapshot.Builder info = InfoSnapshot.builder();
        for (Value value : values) {
            info.dataPoint(
                    InfoDataPointSnapshot.builder().labels(value.labels()).build());
        }
        return info;
    }

    private static HistogramSnapshot.Builder histogram(List<Value> values) {
        HistogramSnapshot.Builder histogram = HistogramSnapshot.builder();
        for (Value value : values) {
            HistogramCounter counter = ((Durations) value).counter();
            ClassicHistogramBuckets.Builder buckets = ClassicHistogramBuckets.builder();
            for (int i = 0; i < HistogramCounter.buckets(); i++) {
                buckets.bucket(HistogramCounter.upperBound(i), counter.count(i));
            }
            HistogramDataPointSnapshot.Builder point = HistogramDataPointSnapshot.builder()
                    .labels(value.labels())
                    .classicHistogramBuckets(buckets.build());
            point.sum(counter.sum());
            histogram.dataPoint(point.build());
        }
        return histogram;
    }

    private static double number(Value value) {
        return ((Scalar) value).value();
    }
}
