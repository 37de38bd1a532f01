package io.github.cloudtasks.server.metrics;

import com.google.rpc.Code;
import io.github.cloudtasks.engine.EngineAdmin;
import io.github.cloudtasks.event.FinishReason;
import io.github.cloudtasks.model.queue.QueueOverview;
import io.github.cloudtasks.model.queue.QueueState;
import io.github.cloudtasks.model.queue.QueueStats;
import io.github.cloudtasks.server.faults.FaultInjector;
import io.github.cloudtasks.server.faults.FaultKind;
import io.github.cloudtasks.server.metrics.QueueCounters.LeaseAction;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Converts the counts and the state of the queues to snapshots of the Prometheus library. Thread-safe. */
final class EmulatorSnapshots {
    /** The label of the queues that have no metrics of their own. */
    private static final String OTHER = "other";

    /** A method of a service of one version; the services that all versions share have none. */
    private static final Pattern VERSIONED = Pattern.compile("google\\.cloud\\.tasks\\.(\\w+)\\.CloudTasks\\.(\\w+)");

    private final String version;
    private final EngineAdmin engine;
    private final QueueCounterTable queues;
    private final ApiCallCounters calls;
    private final FaultInjector faults;

    EmulatorSnapshots(
            String version, EngineAdmin engine, QueueCounterTable queues, ApiCallCounters calls, FaultInjector faults) {
        this.faults = faults;
        this.version = version;
        this.engine = engine;
        this.queues = queues;
        this.calls = calls;
    }

    /** The state of a queue, or of several that have one label. */
    private record Gauges(long tasks, long leased, long inFlight, double lateness, boolean running) {

        static Gauges of(QueueOverview overview, Instant now) {
            QueueStats stats = overview.stats();
            Instant oldest = stats.oldestEstimatedArrivalTime();
            double late = oldest == null || oldest.isAfter(now)
                    ? 0
                    : Duration.between(oldest, now).toMillis() / 1e3;
            return new Gauges(
                    stats.tasksCount(),
                    overview.leased(),
                    stats.concurrentDispatchesCount(),
                    late,
                    overview.queue().state() == QueueState.RUNNING);
        }

        Gauges plus(Gauges other) {
            return new Gauges(
                    tasks + other.tasks,
                    leased + other.leased,
                    inFlight + other.inFlight,
                    Math.max(lateness, other.lateness),
                    running && other.running);
        }
    }

    /** Returns the metrics of the emulator at this moment. */
    List<MetricSnapshot> collect() {
        SnapshotBuilder all = new SnapshotBuilder();
        all.add(Metric.INFO, 1, version);
        all.add(Metric.STORED_BYTES, engine.storedBytes());
        addGauges(all);
        queues.byQueue().forEach((name, counters) -> addCounts(all, name.toString(), counters));
        if (hasOthers()) {
            addCounts(all, OTHER, queues.others());
        }
        calls.forEach((method, transport, code, count) -> {
            Matcher versioned = VERSIONED.matcher(method);
            boolean matches = versioned.matches();
            all.add(
                    Metric.API_CALLS,
                    count,
                    matches ? versioned.group(1) : "",
                    matches ? versioned.group(2) : method.substring(method.lastIndexOf('.') + 1),
                    lower(transport),
                    Code.forNumber(code).name());
        });
        for (FaultKind kind : FaultKind.values()) {
            all.add(Metric.FAULTS_INJECTED, faults.injected(kind), kind.label());
        }
        return all.build();
    }

    /** Returns whether a queue without own counts has ever done something. */
    private boolean hasOthers() {
        QueueCounters others = queues.others();
        return others.created() > 0 || others.lateness().sum() > 0;
    }

    private void addGauges(SnapshotBuilder all) {
        Instant now = engine.nowPlus(Duration.ZERO);
        List<QueueOverview> overviews = engine.overviews();
        Map<String, Gauges> byLabel = new TreeMap<>();
        for (QueueOverview overview : overviews) {
            boolean own = queues.find(overview.queue().name()) != null;
            String label = own ? overview.queue().name().toString() : OTHER;
            byLabel.merge(label, Gauges.of(overview, now), Gauges::plus);
        }
        all.add(Metric.QUEUES, overviews.size());
        byLabel.forEach((label, gauges) -> {
            all.add(Metric.TASKS, gauges.tasks(), label);
            all.add(Metric.TASKS_LEASED, gauges.leased(), label);
            all.add(Metric.ATTEMPTS_IN_FLIGHT, gauges.inFlight(), label);
            all.add(Metric.OLDEST_TASK_LATENESS, gauges.lateness(), label);
            all.add(Metric.QUEUE_RUNNING, gauges.running() ? 1 : 0, label);
        });
    }

    /** Adds all reasons and outcomes, also those that never occurred: a rate needs a series that starts with 0. */
    private static void addCounts(SnapshotBuilder all, String queue, QueueCounters counters) {
        all.add(Metric.TASKS_CREATED, counters.created(), queue);
        for (FinishReason reason : FinishReason.values()) {
            all.add(Metric.TASKS_FINISHED, counters.finished(reason), queue, lower(reason));
        }
        for (AttemptResult result : AttemptResult.values()) {
            all.add(Metric.ATTEMPTS, counters.attempts(result), queue, result.outcome(), result.statusClass());
        }
        for (LeaseAction action : LeaseAction.values()) {
            all.add(Metric.LEASE_CHANGES, counters.leases(action), queue, lower(action));
        }
        all.add(Metric.ATTEMPT_DURATION, counters.duration(), queue);
        all.add(Metric.ATTEMPT_LATENESS, counters.lateness(), queue);
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
