package io.github.cloudtasks.server.metrics;

import io.github.cloudtasks.rest.routing.RestResponse;
import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.instrumentation.jvm.JvmGarbageCollectorMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmMemoryMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmRuntimeInfoMetric;
import io.prometheus.metrics.instrumentation.jvm.JvmThreadsMetrics;
import io.prometheus.metrics.instrumentation.jvm.ProcessMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** The text of {@code /metrics}: the metrics of the emulator and those of the JVM. Thread-safe. */
final class MetricsPage {
    private static final int OK = 200;

    private final EmulatorSnapshots emulator;
    private final PrometheusRegistry jvm = new PrometheusRegistry();
    private final ExpositionFormats formats = ExpositionFormats.init();

    /** Creates a page. Metrics of the JVM that need listeners or parse text are left out. */
    MetricsPage(EmulatorSnapshots emulator) {
        this.emulator = emulator;
        JvmGarbageCollectorMetrics.builder().register(jvm);
        JvmMemoryMetrics.builder().register(jvm);
        JvmRuntimeInfoMetric.builder().register(jvm);
        JvmThreadsMetrics.builder().register(jvm);
        ProcessMetrics.builder().register(jvm);
    }

    /**
     * Returns the metrics at this moment.
     *
     * @param accept the formats that the client accepts: OpenMetrics or, by default, the Prometheus text format
     */
    RestResponse response(@Nullable String accept) {
        ExpositionFormatWriter writer = writer(accept);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            writer.write(out, snapshots(), EscapingScheme.fromAcceptHeader(accept));
        } catch (IOException e) {
            throw new UncheckedIOException("Writing into memory has failed.", e);
        }
        return new RestResponse(OK, writer.getContentType(), out.toByteArray()).withHeader("Cache-Control", "no-store");
    }

    /** Prometheus can prefer its protobuf format, whose library the emulator does not have. */
    private ExpositionFormatWriter writer(@Nullable String accept) {
        ExpositionFormatWriter preferred = formats.findWriter(accept);
        if (preferred.isAvailable()) {
            return preferred;
        }
        ExpositionFormatWriter openMetrics = formats.getOpenMetricsTextFormatWriter();
        return openMetrics.accepts(accept) ? openMetrics : formats.getPrometheusTextFormatWriter();
    }

    private MetricSnapshots snapshots() {
        MetricSnapshots.Builder all = MetricSnapshots.builder();
        emulator.collect().forEach(all::metricSnapshot);
        jvm.scrape().forEach(all::metricSnapshot);
        return all.build();
    }
}
