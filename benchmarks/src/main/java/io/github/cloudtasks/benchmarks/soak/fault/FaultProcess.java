package io.github.cloudtasks.benchmarks.soak.fault;

import io.github.cloudtasks.benchmarks.servers.JavaProcess;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** A process of its own in which a {@link Fault} lasts. */
public final class FaultProcess implements AutoCloseable {
    private static final String BEGAN = "began ";

    private final JavaProcess process;
    private final int tasks;

    private FaultProcess(JavaProcess process, int tasks) {
        this.process = process;
        this.tasks = tasks;
    }

    /** Starts the process, and returns when its tasks are created. */
    public static FaultProcess start(Fault fault, String address, boolean quick) throws IOException {
        JavaProcess process =
                JavaProcess.start(FaultProcess.class, List.of(fault.name(), address, Boolean.toString(quick)));
        String line = process.readLine();
        if (line == null || !line.startsWith(BEGAN)) {
            process.close();
            throw new IOException(fault.name() + " did not begin; its output is above");
        }
        return new FaultProcess(process, Integer.parseInt(line.substring(BEGAN.length())));
    }

    /** Returns the number of tasks whose attempts must have an outcome. */
    public int tasks() {
        return tasks;
    }

    /** Ends the process and with it the fault. */
    @Override
    public void close() {
        process.close();
    }

    /**
     * Runs a fault until the process is ended.
     *
     * @param args the name of the fault, the emulator's address, and whether the run is quick
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        Fault fault = Fault.all().stream()
                .filter(each -> each.name().equals(args[0]))
                .findFirst()
                .orElseThrow();
        int tasks = fault.begin(EmulatorAddress.parse(args[1]), Boolean.parseBoolean(args[2]));
        System.out.println(BEGAN + tasks);
        new CountDownLatch(1).await();
    }
}
