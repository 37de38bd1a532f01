package io.github.cloudtasks.reference;

import io.github.cloudtasks.reference.RandomOperation.LeaseMethod;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** A generator of random sequences of operations on few queues and few names, so that the operations interact. */
final class OperationGenerator {
    private static final int[] STATUSES = {200, 204, 304, 404, 429, 500, 503, 0};
    private static final String[] TAGS = {"", "x", "y"};
    private static final String[] FILTERS = {"", "", "tag=x", "tag=", "tag_function=oldest_tag()"};
    /** Milliseconds, from the present to a third of the lifetime of a task. */
    private static final long[] STEPS = {0, 1, 50, 100, 500, 1000, 2000, 10_000, 60_000, 3_600_000, 11 * 86_400_000L};

    private final RandomGenerator random;

    OperationGenerator(RandomGenerator random) {
        this.random = random;
    }

    List<RandomOperation> sequence(int length) {
        List<RandomOperation> operations = new ArrayList<>();
        operations.add(new RandomOperation.CreateQueue("q0", random.nextInt(5)));
        operations.add(new RandomOperation.CreateQueue("q1", 5 + random.nextInt(2)));
        while (operations.size() < length) {
            operations.add(next());
        }
        return operations;
    }

    private RandomOperation next() {
        String queue = "q" + random.nextInt(3);
        int settings = random.nextInt(ReferenceSettings.ALL.size());
        return switch (random.nextInt(60)) {
            case 0 -> new RandomOperation.DeleteQueue(queue);
            case 1, 2, 3 -> new RandomOperation.CreateQueue(queue, settings);
            case 4, 5 -> new RandomOperation.UpdateQueue(queue, settings);
            case 6 -> new RandomOperation.PurgeQueue(queue);
            case 7 -> new RandomOperation.PauseQueue(queue);
            case 8, 9 -> new RandomOperation.ResumeQueue(queue);
            case 10, 11 -> new RandomOperation.DeleteTask(queue, id());
            case 12 -> new RandomOperation.GetTask(queue, id());
            case 13, 14, 15, 16 -> new RandomOperation.RunTask(queue, id());
            case 17, 18, 19, 20, 21, 22 ->
                new RandomOperation.LeaseTasks(queue, 1 + random.nextInt(4), 1 + random.nextInt(9), pick(FILTERS));
            case 23, 24, 25, 26 ->
                new RandomOperation.UseLeaseToken(
                        queue, id(), pick(LeaseMethod.values()), random.nextInt(4) == 0 ? 1 : 0);
            case 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38 ->
                new RandomOperation.EndAttempt(queue, random.nextInt(8), STATUSES[random.nextInt(STATUSES.length)]);
            case 39, 40, 41, 42, 43, 44, 45, 46, 47 -> new RandomOperation.Advance(step());
            default -> new RandomOperation.CreateTask(queue, random.nextInt(4) == 0 ? "" : id(), delay(), pick(TAGS));
        };
    }

    /** Returns a duration in milliseconds. Short durations are more frequent. */
    private long step() {
        return STEPS[Math.min(random.nextInt(STEPS.length), random.nextInt(STEPS.length))];
    }

    private long delay() {
        return switch (random.nextInt(4)) {
            case 0 -> -random.nextInt(3000);
            case 1, 2 -> 0;
            default -> random.nextInt(100) * 50L;
        };
    }

    private String id() {
        return "t" + random.nextInt(6);
    }

    private <T> T pick(T[] choices) {
        return choices[random.nextInt(choices.length)];
    }
}
