package io.github.cloudtasks.benchmarks.interference;

import io.github.cloudtasks.benchmarks.servers.JavaProcess;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A process of its own in which two threads run an {@link Attack}. In the process of the {@link NormalCaller}, their
 * garbage collections and event loops would delay the calls that are measured.
 */
final class Attackers {
    private static final int THREADS = 2;
    private static final String STARTED = "attacking";

    private Attackers() {}

    /** Starts the process, and returns when it attacks. */
    static JavaProcess start(Attack attack, Victim victim) throws IOException {
        JavaProcess process = JavaProcess.start(
                Attackers.class,
                List.of(attack.name(), victim.host(), Integer.toString(victim.port()), victim.queue()));
        String line = process.readLine();
        if (!STARTED.equals(line)) {
            process.close();
            throw new IOException("the attackers have not started: " + line);
        }
        return process;
    }

    /**
     * Attacks until the process is ended.
     *
     * @param args the name of the attack, and the components of the victim
     */
    public static void main(String[] args) throws InterruptedException {
        Attack attack = Attack.valueOf(args[0]);
        Victim victim = new Victim(args[1], Integer.parseInt(args[2]), args[3]);
        List<Thread> threads = IntStream.range(0, THREADS)
                .mapToObj(i -> Thread.ofPlatform().start(() -> attack(attack, victim)))
                .toList();
        System.out.println(STARTED);
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private static void attack(Attack attack, Victim victim) {
        while (true) {
            try {
                attack.run(victim);
            } catch (IOException e) {
                // The emulator has closed the connection.
            } catch (InterruptedException e) {
                return;
            }
        }
    }
}
