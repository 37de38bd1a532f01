package io.github.cloudtasks.benchmarks.soak;

import io.github.cloudtasks.benchmarks.soak.fault.EmulatorAddress;
import io.grpc.ManagedChannel;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A mix of all operations, in which one starts every so often, whether or not others are answered. Threads: one starts
 * operations, one runs {@link QueueCycle}s; the methods may be called by a third.
 */
final class SteadyLoad implements AutoCloseable {
    /** With more calls that wait for a response, the load waits too. The times of calls then count that wait. */
    private static final int MOST_PENDING = 2000;

    private static final int CAPACITY_PENDING = 32;
    private static final long CYCLE_MILLIS = 1000;

    private final ManagedChannel channel;
    private final RestClient rest;
    private final Pending pending;
    private final PushOperations push;
    private final PullOperations pull;
    private final QueueCycle cycle;
    private final SplittableRandom random = new SplittableRandom(7);
    private volatile boolean held;
    private volatile boolean ended;
    private volatile boolean cycling;

    SteadyLoad(String address, Ledger ledger, PullLedger pullLedger, CallLog log, LedgerTarget target) {
        this.channel = EmulatorAddress.parse(address).channel();
        this.rest = new RestClient(address);
        this.pending = new Pending(log);
        this.push = new PushOperations(channel, rest, ledger, pending, target);
        this.pull = new PullOperations(channel, pullLedger, pending);
        this.cycle = new QueueCycle(channel, ledger, log, target);
    }

    /** Starts as many operations as are answered, for some time. Returns their number per second. */
    double capacity(long seconds) {
        long start = System.nanoTime();
        long end = start + TimeUnit.SECONDS.toNanos(seconds);
        long operations = 0;
        while (System.nanoTime() < end) {
            if (pending.count() < CAPACITY_PENDING) {
                startOne(System.nanoTime());
                operations++;
            } else {
                LockSupport.parkNanos(50_000);
            }
        }
        return operations * 1e9 / (System.nanoTime() - start);
    }

    /** Starts operations at a rate until the load is closed. */
    void start(double perSecond) {
        Thread unused = Thread.ofPlatform().daemon().name("operations").start(() -> repeat(perSecond));
        unused = Thread.ofPlatform().daemon().name("cycles").start(this::repeatCycles);
    }

    private void repeat(double perSecond) {
        long period = (long) (1e9 / perSecond);
        long planned = System.nanoTime();
        while (!ended) {
            if (held) {
                LockSupport.parkNanos(1_000_000);
                planned = System.nanoTime();
                continue;
            }
            LockSupport.parkNanos(planned - System.nanoTime());
            while (pending.count() >= MOST_PENDING && !ended) {
                LockSupport.parkNanos(1_000_000);
            }
            startUnlessHeld(planned);
            planned += period;
        }
    }

    private synchronized void startUnlessHeld(long planned) {
        if (!held) {
            startOne(planned);
        }
    }

    private void repeatCycles() {
        try {
            while (!ended) {
                cycling = true;
                if (!held) {
                    cycle.run();
                }
                cycling = false;
                TimeUnit.MILLISECONDS.sleep(CYCLE_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void startOne(long planned) {
        int kind = random.nextInt(100);
        int number = random.nextInt(1 << 16);
        if (kind < 30) {
            push.createOverGrpc(planned);
        } else if (kind < 50) {
            push.createOverRest(planned);
        } else if (kind < 56) {
            push.createDelayed(planned, 1 + number % 10);
        } else if (kind < 64) {
            push.createNamed(planned);
        } else if (kind < 70) {
            push.createAndDelete(planned);
        } else if (kind < 84) {
            pull.create(planned);
        } else if (kind < 90) {
            pull.lease(planned, number);
        } else if (kind < 94) {
            push.listOverGrpc(planned, number);
        } else if (kind < 98) {
            push.listOverRest(planned, number);
        } else {
            push.listQueues(planned);
        }
    }

    /** Starts no further operations, and waits until all are answered and no queue is in its cycle. */
    void hold() throws InterruptedException {
        synchronized (this) {
            held = true;
        }
        while (pending.count() > 0 || cycling) {
            TimeUnit.MILLISECONDS.sleep(1);
        }
    }

    /** Starts operations again. */
    void release() {
        held = false;
    }

    /** Acknowledges all pull tasks that are left. */
    void drainPullQueues() {
        pull.drain();
    }

    /** Returns the number of queues that were created, paused, filled, resumed, purged and deleted. */
    int cycles() {
        return cycle.count();
    }

    @Override
    public void close() {
        ended = true;
        rest.close();
        channel.shutdownNow();
    }
}
