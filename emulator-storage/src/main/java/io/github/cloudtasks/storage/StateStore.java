package io.github.cloudtasks.storage;

import io.github.cloudtasks.journal.Change;
import io.github.cloudtasks.journal.Journal;
import io.github.cloudtasks.journal.StateLoader;
import io.github.cloudtasks.model.ApiException;
import io.github.cloudtasks.model.ApiException.Code;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the state of the engine in a data directory. Thread-safe.
 *
 * <p>One thread writes: it takes all changes that have arrived, commits them in one transaction, and then completes the
 * answers that wait for them. Actions, which take longer, run on a second thread. Meanwhile the next group arrives. If
 * a write fails, the group is written again until it succeeds; calls that would change something are refused meanwhile.
 */
public final class StateStore implements Journal, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(StateStore.class);

    /** The pause between two attempts to write a group. */
    private static final long RETRY_MILLIS = 250;

    private final DataDirectory directory;
    private final DatabaseWriter writer;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ThreadLocal<Appended> appendedByThread = ThreadLocal.withInitial(Appended::new);
    private final ExecutorService actions;
    private final Thread thread;

    /** The changes that the writer has not taken yet. */
    private List<Change> arriving = new ArrayList<>();

    /** The changes of finished tasks that the writer has not taken yet, and the number of the last one. */
    private HistoryGroup arrivingHistory = new HistoryGroup();

    private long lastHistory;

    /** The number of changes that were appended, and of those that are durable. */
    private long appended;

    private long durable;

    private final PriorityQueue<StoreWaiter> waiters =
            new PriorityQueue<>(Comparator.comparingLong(StoreWaiter::change));
    private boolean closing;

    /** Whether the thread that writes has ended, so that nothing is stored any more. */
    private boolean hasEnded;

    /** Why the store does not accept changes; null while it does. Never null again after the thread has ended. */
    private volatile @Nullable ApiException failure;

    /** The numbers of the last changes of one thread: appended, and waited for. */
    private static final class Appended {
        private long last;
        private long answered;
    }

    private StateStore(DataDirectory directory, DatabaseWriter writer) {
        this.directory = directory;
        this.writer = writer;
        this.actions = Executors.newSingleThreadExecutor(
                work -> Thread.ofPlatform().daemon().name("store-actions").unstarted(work));
        this.thread = Thread.ofPlatform().daemon().name("store-writer").start(this::writeUntilClosed);
    }

    /**
     * Opens a data directory. Its state has to be loaded before changes are appended.
     *
     * @param path the directory, which is created if it is missing
     * @param clock tells which names are no longer blocked: the clock by which they were blocked
     * @throws DataDirectoryException if it cannot be used: another emulator uses it, another version has written it, it
     *     is damaged, or its files cannot be written. The message says what to do
     */
    public static StateStore open(Path path, StorageSettings settings, InstantSource clock)
            throws DataDirectoryException {
        DataDirectory directory = DataDirectory.open(path);
        try {
            if (settings.recovers()) {
                Recovery.recover(directory, clock.instant());
            }
            return new StateStore(directory, DatabaseWriter.open(directory, settings.durability(), clock));
        } catch (DataDirectoryException | RuntimeException | Error e) {
            close(directory);
            throw e;
        }
    }

    /**
     * Passes the stored state to loaders. Called once, before changes are appended.
     *
     * @param history receives the finished tasks that are kept, in ascending order of their numbers
     * @throws DamagedStateException if a part of the state is damaged. The loaders have received the others
     */
    public void loadInto(StateLoader loader, Consumer<FinishedTask> history) {
        writer.load(loader, history);
    }

    /** Passes the stored state to a loader, without the finished tasks. */
    public void loadInto(StateLoader loader) {
        loadInto(loader, task -> {});
    }

    /** Returns the data directory. */
    public Path directory() {
        return directory.path();
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public void requireAvailable() {
        ApiException current = failure;
        if (current != null) {
            throw new ApiException(current.code(), current.text());
        }
    }

    @Override
    public void append(Change change) {
        Appended own = appendedByThread.get();
        lock.lock();
        try {
            own.last = ++appended;
            if (hasEnded) {
                return;
            }
            arriving.add(change);
            if (arriving.size() == 1) {
                changed.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes over a change of the finished tasks that are kept. Answers of calls wait for it like for those of the
     * engine. Must be called in the order of the changes.
     */
    public void append(HistoryChange change) {
        Appended own = appendedByThread.get();
        lock.lock();
        try {
            own.last = ++appended;
            lastHistory = appended;
            if (!hasEnded) {
                arrivingHistory.add(change);
                changed.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public @Nullable CompletableFuture<Void> pending() {
        Appended own = appendedByThread.get();
        if (own.last == own.answered) {
            return null;
        }
        own.answered = own.last;
        lock.lock();
        try {
            // Another thread may have published the end of a task that this call has removed.
            long last = Math.max(own.last, lastHistory);
            if (durable >= last) {
                return null;
            }
            ApiException current = failure;
            if (current != null) {
                return CompletableFuture.failedFuture(current);
            }
            CompletableFuture<Void> answer = new CompletableFuture<>();
            waiters.add(new StoreWaiter(last, answer, () -> {}));
            return answer;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void whenStored(Runnable action) {
        long last = appendedByThread.get().last;
        lock.lock();
        try {
            if (durable < last) {
                if (!hasEnded) {
                    waiters.add(new StoreWaiter(last, null, action));
                }
                return;
            }
        } finally {
            lock.unlock();
        }
        action.run();
    }

    private void writeUntilClosed() {
        try {
            write();
        } finally {
            end();
        }
    }

    /** Fails the calls that still wait, and all later ones. Actions that wait are dropped. */
    private void end() {
        List<StoreWaiter> dropped;
        lock.lock();
        try {
            hasEnded = true;
            if (failure == null) {
                failure = closed();
            }
            dropped = List.copyOf(waiters);
            waiters.clear();
            arriving.clear();
        } finally {
            lock.unlock();
        }
        for (StoreWaiter waiter : dropped) {
            if (waiter.answer() != null) {
                waiter.answer().completeExceptionally(closed());
            }
        }
    }

    private ApiException closed() {
        return new ApiException(
                Code.UNAVAILABLE, "The change was not stored: the data directory " + directory.path() + " is closed.");
    }

    private void write() {
        while (true) {
            List<Change> group;
            HistoryGroup history;
            long last;
            lock.lock();
            try {
                while (arriving.isEmpty() && arrivingHistory.isEmpty() && !closing) {
                    changed.awaitUninterruptibly();
                }
                if (arriving.isEmpty() && arrivingHistory.isEmpty()) {
                    return;
                }
                group = arriving;
                arriving = new ArrayList<>();
                history = arrivingHistory;
                arrivingHistory = new HistoryGroup();
                last = appended;
            } finally {
                lock.unlock();
            }
            Iterator<List<Change>> parts = ChangeGroup.parts(group).iterator();
            while (parts.hasNext()) {
                List<Change> part = parts.next();
                if (!write(part, parts.hasNext() ? new HistoryGroup() : history)) {
                    return;
                }
            }
            complete(last);
        }
    }

    /** Writes a group, however often it fails. Returns false if the store is closed before it succeeds. */
    private boolean write(List<Change> group, HistoryGroup history) {
        while (true) {
            ApiException failed = writer.write(group, history);
            if (failed == null) {
                if (failure != null) {
                    failure = null;
                    log.info("{} can be written again", directory.path());
                }
                return true;
            }
            if (!retryLater(failed)) {
                log.error("{}: {} changes are lost", directory.path(), group.size());
                return false;
            }
        }
    }

    /** Fails the calls that wait, and waits for the next attempt. Returns false if the store is closed. */
    private boolean retryLater(ApiException failed) {
        List<CompletableFuture<Void>> failing = new ArrayList<>();
        lock.lock();
        try {
            if (failure == null) {
                log.error("{} Calls that change something are refused until it can be written.", failed.text());
            }
            failure = failed;
            waiters.removeIf(waiter -> {
                if (waiter.answer() != null) {
                    failing.add(waiter.answer());
                }
                return waiter.answer() != null;
            });
        } finally {
            lock.unlock();
        }
        failing.forEach(answer -> answer.completeExceptionally(failed));
        lock.lock();
        try {
            long left = TimeUnit.MILLISECONDS.toNanos(RETRY_MILLIS);
            while (left > 0 && !closing) {
                left = changed.awaitNanos(left);
            }
            return !closing;
        } catch (InterruptedException e) {
            return false;
        } finally {
            lock.unlock();
        }
    }

    private void complete(long last) {
        List<StoreWaiter> answered = new ArrayList<>();
        List<StoreWaiter> due = new ArrayList<>();
        lock.lock();
        try {
            durable = last;
            while (!waiters.isEmpty() && waiters.peek().change() <= last) {
                StoreWaiter waiter = waiters.remove();
                (waiter.answer() == null ? due : answered).add(waiter);
            }
        } finally {
            lock.unlock();
        }
        if (!due.isEmpty()) {
            actions.execute(() -> due.forEach(StoreWaiter::run));
        }
        // A change of threads for each group would cost a tenth of the time of small calls.
        answered.forEach(StoreWaiter::run);
    }

    /** Writes what has arrived, and frees the directory. Idempotent. */
    @Override
    public void close() {
        lock.lock();
        try {
            if (closing) {
                return;
            }
            closing = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        actions.shutdown();
        writer.close();
        close(directory);
    }

    private static void close(DataDirectory directory) {
        try {
            directory.close();
        } catch (IOException e) {
            log.warn("{} could not be closed: {}", directory.path(), e.toString());
        }
    }
}
