package io.github.cloudtasks.benchmarks.crash;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A client that makes one random call after the other, until the process is killed. Used by one thread. */
abstract class Worker implements Runnable {
    /** A queue with more tasks gets no further ones until some are gone, so that all can be listed at each start. */
    static final int MOST_TASKS = 800;

    final History history;
    final Session session;
    final Random random;
    private final List<TaskRecord> seenMissing = new ArrayList<>();

    Worker(History history, Session session, Random random) {
        this.history = history;
        this.session = session;
        this.random = random;
    }

    /** Makes a call. */
    abstract void step() throws InterruptedException;

    @Override
    public void run() {
        while (!session.isKilled()) {
            try {
                step();
            } catch (Session.KilledException e) {
                return;
            } catch (StatusRuntimeException e) {
                violation(Guarantee.CALLS_SUCCEED, String.valueOf(e.getMessage()));
            } catch (RuntimeException e) {
                e.printStackTrace();
                violation(Guarantee.CALLS_SUCCEED, String.valueOf(e));
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    final void violation(Guarantee guarantee, String detail) {
        history.violations().add(guarantee, "process " + session.process() + ": " + detail);
    }

    final int process() {
        return session.process();
    }

    /**
     * Notes that a delivered task is missing. Reads do not wait for the store, but changes are stored in their order:
     * its removal is stored for sure when a later change is answered.
     */
    final void missing(TaskRecord task) {
        seenMissing.add(task);
    }

    /** Notes that a change was answered that was requested after all calls of {@link #missing}. */
    final void changed() {
        seenMissing.forEach(task -> task.gone(process(), "its success was stored"));
        seenMissing.clear();
    }

    /** Checks that a task may be missing; rethrows other errors. */
    final void requireMayBeMissing(TaskRecord task, int ownRemovals, StatusRuntimeException failure, String call) {
        if (failure.getStatus().getCode() != Status.Code.NOT_FOUND) {
            throw failure;
        }
        if (!task.mayBeMissing(ownRemovals)) {
            violation(Guarantee.TASKS_KEPT, call + " does not find " + task);
        }
    }
}
