package io.github.cloudtasks.benchmarks.crash;

import io.github.cloudtasks.benchmarks.load.CloudTasksClient;
import io.github.cloudtasks.benchmarks.servers.ServerProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * Kills the emulator while one client saves, restores and deletes snapshots and two others change tasks, starts it
 * again on the same data directory, and checks the state and every snapshot. It has a data directory of its own,
 * because a restore replaces the tasks of all clients.
 */
final class SnapshotKills {
    private static final List<String> QUEUES =
            List.of(CloudTasksClient.queueName("snapshots-0"), CloudTasksClient.queueName("snapshots-1"));
    private static final int FEWEST_KILLS = 5;
    /** The most snapshot calls after which the process may be killed. */
    private static final int MOST_CALLS = 20;

    private static final int LONGEST_MICROS = 300_000;
    private static final long POLL_MILLIS = 1;

    private final CrashSettings settings;
    private final Path directory;
    private final History history;
    private final Random random;
    private final SnapshotModel model = new SnapshotModel();
    private final SortedMap<String, Integer> killedCalls = new TreeMap<>();
    private int kills;
    private int checkedSnapshots;

    /**
     * Creates a run.
     *
     * @param directory the data directory, which does not exist yet
     * @param history receives answered calls and violations
     */
    SnapshotKills(CrashSettings settings, Path directory, History history, Random random) {
        this.settings = settings;
        this.directory = directory;
        this.history = history;
        this.random = random;
    }

    /**
     * Runs all processes.
     *
     * @throws IOException if one does not start
     */
    void run() throws IOException, InterruptedException {
        int wanted = Math.max(FEWEST_KILLS, settings.kills() / 2);
        for (int process = 0; process <= wanted; process++) {
            try (ServerProcess server = ServerProcess.start(settings.server(directory));
                    Session session = new Session(history, process, server.address())) {
                if (process > 0) {
                    checkedSnapshots += new SnapshotCheck(history, session, model, directory).run();
                }
                if (process < wanted) {
                    loadAndKill(server, session);
                }
            }
        }
    }

    private void loadAndKill(ServerProcess server, Session session) throws InterruptedException {
        int calls = model.snapshotCalls() + 1 + random.nextInt(MOST_CALLS);
        CrashClients clients = CrashClients.start(List.of(
                new SnapshotWorker(history, session, nextRandom(), model, QUEUES),
                new SnapshotTaskWorker(history, session, nextRandom(), model, QUEUES.get(0)),
                new SnapshotTaskWorker(history, session, nextRandom(), model, QUEUES.get(1))));
        while (model.snapshotCalls() < calls) {
            TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
        }
        TimeUnit.MICROSECONDS.sleep(random.nextInt(LONGEST_MICROS));
        long unused = clients.kill(server, session);
        kills++;
        String call = model.underWay();
        killedCalls.merge(call.isEmpty() ? "none" : call, 1, Integer::sum);
    }

    private Random nextRandom() {
        return new Random(random.nextLong());
    }

    /** Returns the number of kills so far. */
    int kills() {
        return kills;
    }

    /** Returns the number of kills for each snapshot call that was under way. */
    SortedMap<String, Integer> killedCalls() {
        return killedCalls;
    }

    /** Returns how many snapshots were restored and compared, in all processes. */
    int checkedSnapshots() {
        return checkedSnapshots;
    }
}
