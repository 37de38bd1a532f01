package io.github.cloudtasks.benchmarks.crash;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.cloudtasks.benchmarks.servers.Directories;
import io.github.cloudtasks.benchmarks.servers.ServerProcess;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * Kills the emulator at random points while several clients call it, starts it again on the same data directory, and
 * checks every call that was answered; then the same with clients that save and restore snapshots. Exits with 1 if the
 * state lacks an answered call.
 */
public final class Crash {
    private static final int PUSH_QUEUES = 3;
    private static final int PULL_QUEUES = 2;
    private static final int PUSH_WORKERS = 3;
    private static final int PULL_WORKERS = 3;
    private static final int REST_WORKERS = 2;
    /** The number of answered calls after which the load is under way. */
    private static final int UNDER_WAY_CALLS = 20;

    private static final int SHORTEST_MILLIS = 50;
    private static final int LONGEST_MILLIS = 1500;
    private static final long POLL_MILLIS = 1;

    private final CrashSettings settings;
    private final Path directory;
    private final Random random;
    private final History history = new History();
    private final CrashTarget target;
    private final SnapshotKills snapshotKills;
    private final List<QueueRecord> push = new ArrayList<>();
    private final List<QueueRecord> pull = new ArrayList<>();
    private final List<Double> startMillis = new ArrayList<>();
    private long checkedTasks;

    private Crash(CrashSettings settings, Path directory) {
        this.settings = settings;
        this.directory = directory.resolve("data");
        this.random = new Random(settings.seed());
        this.target = new CrashTarget(history, random.nextLong());
        this.snapshotKills = new SnapshotKills(settings, directory.resolve("snapshots-data"), history, random);
    }

    /**
     * Runs the program.
     *
     * @param args see {@link CrashSettings#USAGE}
     * @throws IOException if files cannot be written
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        CrashSettings settings;
        try {
            settings = CrashSettings.parse(args);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.err.print(CrashSettings.USAGE);
            System.exit(2);
            return;
        }
        Path directory = Files.createTempDirectory("cloud-tasks-crash-");
        boolean passed = new Crash(settings, directory).run();
        if (passed) {
            Directories.delete(directory);
        } else {
            System.out.printf("seed %d; the data directories are kept in %s%n", settings.seed(), directory);
        }
        System.exit(passed ? 0 : 1);
    }

    private boolean run() throws IOException, InterruptedException {
        String end = "";
        try (target) {
            runProcesses();
            snapshotKills.run();
        } catch (IOException | IllegalStateException | StatusRuntimeException e) {
            // For example, the emulator does not start on its directory.
            end = "the run ended early: " + e;
            System.out.println("VIOLATION " + end);
        }
        int failed = history.violations().violated() + (end.isEmpty() ? 0 : 1);
        print();
        if (settings.json() != null) {
            writeJson(settings.json(), end);
        }
        System.out.printf("crash: %d passed, %d failed%n", Guarantee.values().length + 1 - failed, failed);
        return failed == 0;
    }

    private void runProcesses() throws IOException, InterruptedException {
        long killed = 0;
        for (int process = 0; process <= settings.kills(); process++) {
            target.startProcess(process);
            try (ServerProcess server = ServerProcess.start(settings.server(directory));
                    Session session = new Session(history, process, server.address())) {
                if (process == 0) {
                    createQueues(session);
                } else {
                    startMillis.add((System.nanoTime() - server.begin()) / 1e6);
                    checkedTasks += new StateCheck(history, session, random, killed).run();
                }
                if (process == settings.kills()) {
                    drain(session);
                } else {
                    killed = loadAndKill(server, session);
                }
            }
        }
    }

    private void createQueues(Session session) {
        QueueWorker creator = new QueueWorker(history, session, random, target);
        for (int i = 0; i < PUSH_QUEUES; i++) {
            push.add(history.addQueue("push", true));
        }
        push.forEach(creator::createPush);
        for (int i = 0; i < PULL_QUEUES; i++) {
            pull.add(history.addQueue("pull", false));
        }
        pull.forEach(creator::createPull);
    }

    /** Returns the time of the kill, in nanoseconds since 1970. */
    private long loadAndKill(ServerProcess server, Session session) throws InterruptedException {
        long callsBefore = history.callCount();
        CrashClients clients = CrashClients.start(workers(session));
        while (history.callCount() < callsBefore + UNDER_WAY_CALLS) {
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
        TimeUnit.MILLISECONDS.sleep(SHORTEST_MILLIS + random.nextInt(LONGEST_MILLIS - SHORTEST_MILLIS));
        return clients.kill(server, session);
    }

    private List<Worker> workers(Session session) {
        List<Worker> workers = new ArrayList<>();
        for (int i = 0; i < PUSH_WORKERS; i++) {
            workers.add(new PushWorker(history, session, nextRandom(), push, target));
        }
        for (int i = 0; i < PULL_WORKERS; i++) {
            workers.add(new PullWorker(history, session, nextRandom(), pull));
        }
        for (int i = 0; i < REST_WORKERS; i++) {
            workers.add(new RestWorker(history, session, nextRandom(), push, target));
        }
        workers.add(new QueueWorker(history, session, nextRandom(), target));
        return workers;
    }

    private Random nextRandom() {
        return new Random(random.nextLong());
    }

    private void drain(Session session) throws InterruptedException {
        target.succeed();
        new Drain(history, session, random, target).run();
        List<TaskRecord> named = new ArrayList<>();
        for (TaskRecord task : history.tasks()) {
            boolean open = task.queue().settings().get() != null;
            if (task.isNamed() && task.existed() && task.isGone() && open) {
                named.add(task);
            }
            if (task.queue().isPush() && task.existed() && !task.isDelivered() && !task.isGone()) {
                history.violations().add(Guarantee.DELIVERED, "never delivered: " + task);
            }
        }
        StateCheck check = new StateCheck(history, session, random, 0);
        for (int i = 0; i < 10; i++) {
            check.checkNames(named);
        }
    }

    private void print() {
        System.out.printf("%-36s %10s%n", "answered calls", "");
        history.calls().forEach((call, number) -> System.out.printf("  %-34s %10d%n", call, number));
        System.out.printf("%-36s %10d%n", "tasks", history.taskCount());
        System.out.printf("%-36s %10d%n", "attempts received by the target", target.arrivals());
        System.out.printf("%-36s %10d%n", "tasks checked after restarts", checkedTasks);
        System.out.printf("%-36s %10d%n", "kills", startMillis.size());
        System.out.printf("%-36s %10.0f%n", "start after a kill, median ms", quantile(0.5));
        System.out.printf("%-36s %10.0f%n", "start after a kill, slowest ms", quantile(1));
        System.out.printf("%-36s %10d%n", "kills with snapshots", snapshotKills.kills());
        snapshotKills
                .killedCalls()
                .forEach((call, number) -> System.out.printf("  %-34s %10d%n", "during: " + call, number));
        System.out.printf("%-36s %10d%n", "snapshots checked after restarts", snapshotKills.checkedSnapshots());
        for (Guarantee guarantee : Guarantee.values()) {
            int violations = history.violations().count(guarantee);
            if (violations > 0) {
                System.out.printf("FAILED %s: %d violations%n", guarantee.sentence(), violations);
            }
        }
    }

    private double quantile(double share) {
        List<Double> sorted = startMillis.stream().sorted().toList();
        return sorted.isEmpty() ? Double.NaN : sorted.get((int) Math.ceil(share * sorted.size()) - 1);
    }

    private void writeJson(Path file, String end) throws IOException {
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("processors", Runtime.getRuntime().availableProcessors());
        figures.put("seed", settings.seed());
        figures.put("durability", settings.durability());
        figures.put("kills", startMillis.size());
        figures.put("calls", history.calls());
        figures.put("tasks", history.taskCount());
        figures.put("checkedTasks", checkedTasks);
        figures.put("attempts", target.arrivals());
        figures.put("startMillis", startMillis);
        figures.put("snapshotKills", snapshotKills.killedCalls());
        figures.put("checkedSnapshots", snapshotKills.checkedSnapshots());
        Map<String, Integer> violations = new LinkedHashMap<>();
        for (Guarantee guarantee : Guarantee.values()) {
            violations.put(guarantee.sentence(), history.violations().count(guarantee));
        }
        figures.put("violations", violations);
        figures.put("endedEarly", end);
        new ObjectMapper().writerWithDefaultPrettyPrinter().writeValue(file.toFile(), figures);
    }
}
