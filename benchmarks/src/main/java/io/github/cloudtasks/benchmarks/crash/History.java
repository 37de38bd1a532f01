package io.github.cloudtasks.benchmarks.crash;

import io.github.cloudtasks.benchmarks.load.CloudTasksClient;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** The queues, tasks, operations and answered calls of a run. Thread-safe. */
final class History {
    private static final int OPERATIONS = 30;
    private static final int ENDS = 50;

    private final Violations violations = new Violations();
    private final List<QueueRecord> queues = new CopyOnWriteArrayList<>();
    private final Map<Integer, TaskRecord> tasks = new ConcurrentHashMap<>();
    private final AtomicInteger count = new AtomicInteger();
    private final AtomicInteger queueCount = new AtomicInteger();
    private final ConcurrentLinkedDeque<String> operations = new ConcurrentLinkedDeque<>();
    private final ConcurrentLinkedDeque<Map.Entry<String, String>> ends = new ConcurrentLinkedDeque<>();
    private final Map<String, LongAdder> calls = new ConcurrentSkipListMap<>();

    Violations violations() {
        return violations;
    }

    /** Adds a queue whose creation is about to be requested. */
    QueueRecord addQueue(String prefix, boolean isPush) {
        String name = CloudTasksClient.queueName(prefix + "-" + queueCount.getAndIncrement());
        QueueRecord queue = new QueueRecord(name, isPush);
        queues.add(queue);
        return queue;
    }

    List<QueueRecord> queues() {
        return queues;
    }

    /** Adds a task whose creation is about to be requested, with a name of its own if {@code isNamed}. */
    TaskRecord addTask(QueueRecord queue, boolean isNamed) {
        int number = count.getAndIncrement();
        TaskRecord task = new TaskRecord(number, queue, isNamed ? queue.name() + "/tasks/named-" + number : "");
        tasks.put(number, task);
        queue.add(task);
        return task;
    }

    /** Returns the task with a number, which its URL or payload contains; null if there is none. */
    @Nullable
    TaskRecord task(int number) {
        return tasks.get(number);
    }

    Iterable<TaskRecord> tasks() {
        return tasks.values();
    }

    int taskCount() {
        return count.get();
    }

    /** Notes an operation that was answered. */
    void addOperation(String name) {
        operations.addLast(name);
        if (operations.size() > OPERATIONS) {
            operations.pollFirst();
        }
    }

    /** Returns the latest operations, which the emulator has to keep. */
    List<String> operations() {
        return List.copyOf(operations);
    }

    /**
     * Notes that the removal of a task was answered.
     *
     * @param reason the reason of its end, as {@code /emulator/v1} names it
     */
    void addEnd(TaskRecord task, String reason) {
        ends.addLast(Map.entry(task.name(), reason));
        if (ends.size() > ENDS) {
            ends.pollFirst();
        }
    }

    /** Returns the names of the tasks that were removed last, with the reasons of their ends. */
    List<Map.Entry<String, String>> ends() {
        return List.copyOf(ends);
    }

    /** Notes an answered call. */
    void answered(String call) {
        calls.computeIfAbsent(call, name -> new LongAdder()).increment();
    }

    /** Returns the number of answered calls of each kind. */
    SortedMap<String, Long> calls() {
        SortedMap<String, Long> sums = new TreeMap<>();
        calls.forEach((call, number) -> sums.put(call, number.sum()));
        return sums;
    }

    /** Returns the number of answered calls. */
    long callCount() {
        return calls.values().stream().mapToLong(LongAdder::sum).sum();
    }
}
