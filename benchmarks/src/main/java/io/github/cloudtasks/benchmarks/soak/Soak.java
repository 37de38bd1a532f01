package io.github.cloudtasks.benchmarks.soak;

import io.github.cloudtasks.benchmarks.servers.ServerProcess;
import io.github.cloudtasks.benchmarks.soak.fault.Fault;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Puts the emulator under faults and under load, and checks that nothing is lost, doubled or kept. Exits with 1 if a
 * check fails.
 */
public final class Soak {
    private final SoakSettings settings;
    private final Verdicts verdicts = new Verdicts();
    private final List<FaultResult> faultResults = new ArrayList<>();
    private final List<SteadyRow> rows = new ArrayList<>();

    private Soak(SoakSettings settings) {
        this.settings = settings;
    }

    /**
     * Runs the program.
     *
     * @param args see {@link SoakSettings#USAGE}
     * @throws IOException if the server does not start
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        SoakSettings settings;
        try {
            settings = SoakSettings.parse(args);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.err.print(SoakSettings.USAGE);
            System.exit(2);
            return;
        }
        if (!ServerProbe.isSupported()) {
            System.err.println("Memory, threads and descriptors are read from /proc. Run the program on Linux.");
            System.exit(2);
        }
        System.exit(new Soak(settings).run() ? 0 : 1);
    }

    private boolean run() throws IOException, InterruptedException {
        try {
            runFaults();
            runSoak();
        } catch (IOException | IllegalStateException | StatusRuntimeException e) {
            // For example, the server has ended.
            verdicts.check("the run", false, "it ended early: " + e);
        }
        if (settings.json() != null) {
            writeJson(settings.json());
        }
        System.out.printf("soak: %d passed, %d failed%n", verdicts.all().size() - verdicts.failed(), verdicts.failed());
        return verdicts.failed() == 0;
    }

    private void runFaults() throws IOException, InterruptedException {
        List<Fault> faults = Fault.all().stream()
                .filter(fault -> settings.only().contains(fault.name()))
                .toList();
        if (faults.isEmpty()) {
            return;
        }
        try (ServerProcess server = ServerProcess.start(settings.server());
                ServerProbe probe = new ServerProbe(server)) {
            new FaultRun(server, probe, verdicts, settings.quick()).run(faults, faultResults);
        }
    }

    private void runSoak() throws IOException, InterruptedException {
        if (!settings.only().contains(SoakSettings.SOAK)) {
            return;
        }
        try (ServerProcess server = ServerProcess.start(settings.server());
                ServerProbe probe = new ServerProbe(server)) {
            new SteadyRun(server, probe, verdicts, settings).run(rows);
        }
    }

    private void writeJson(Path file) throws IOException {
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("processors", Runtime.getRuntime().availableProcessors());
        figures.put("faults", faultResults.stream().map(FaultResult::figures).toList());
        figures.put("soak", rows.stream().map(SteadyRow::figures).toList());
        figures.put(
                "checks",
                verdicts.all().stream()
                        .map(verdict -> Map.of("check", verdict.check(), "failure", verdict.failure()))
                        .toList());
        JsonFile.write(file, figures);
    }
}
