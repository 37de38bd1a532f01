package io.github.cloudtasks.junit5;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;

/** Runs a class of tests as a build would, and keeps what it left behind. */
final class Runs {
    /** The objects that the tests of the class recorded, usually their emulators. */
    static final List<Object> NOTES = new CopyOnWriteArrayList<>();

    private Runs() {}

    static void note(Object what) {
        NOTES.add(what);
    }

    static EngineExecutionResults of(Class<?>... types) {
        NOTES.clear();
        EngineTestKit.Builder kit = EngineTestKit.engine("junit-jupiter");
        for (Class<?> type : types) {
            kit.selectors(selectClass(type));
        }
        return kit.execute();
    }

    static EngineExecutionResults inParallel(Class<?> type) {
        NOTES.clear();
        return EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(type))
                .configurationParameter("junit.jupiter.execution.parallel.enabled", "true")
                .configurationParameter("junit.jupiter.execution.parallel.mode.default", "concurrent")
                .configurationParameter("junit.jupiter.execution.parallel.config.strategy", "fixed")
                .configurationParameter("junit.jupiter.execution.parallel.config.fixed.parallelism", "4")
                .execute();
    }

    /** The output to stderr during the run. */
    static String errorsOf(Runnable run) {
        PrintStream before = System.err;
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        System.setErr(new PrintStream(written, true, StandardCharsets.UTF_8));
        try {
            run.run();
        } finally {
            System.setErr(before);
        }
        return written.toString(StandardCharsets.UTF_8);
    }
}
