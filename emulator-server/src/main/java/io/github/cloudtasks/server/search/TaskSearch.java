package io.github.cloudtasks.server.search;

import io.github.cloudtasks.engine.EngineAdmin;
import io.github.cloudtasks.model.QueueName;
import io.github.cloudtasks.model.task.ListedTask;
import io.github.cloudtasks.server.history.KeptTask;
import io.github.cloudtasks.server.history.KeptTasks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Finds tasks page by page: first those in queues, by queue and id, then kept tasks, those that ended last first. A
 * page starts after a task and not at an offset, so pages stay correct while tasks come and go. Thread-safe.
 *
 * <p>A queue is blocked while {@value #CHUNK} of its tasks are copied, and not while they are compared. A page that
 * takes too long ends early, and may be empty though more pages follow.
 */
public final class TaskSearch {
    private static final int CHUNK = 500;
    private static final Duration PAGE_TIME = Duration.ofMillis(100);

    private final EngineAdmin engine;
    private final KeptTasks kept;
    private final LongSupplier nanoTime;

    /**
     * A page of tasks.
     *
     * @param nextPageToken the token of the next page; empty after the last one
     */
    public record Page(List<FoundTask> tasks, String nextPageToken) {}

    /**
     * The first tasks that match.
     *
     * @param more whether there are more
     */
    public record First(List<FoundTask> tasks, boolean more) {}

    /** Creates a search. */
    public TaskSearch(EngineAdmin engine, KeptTasks kept) {
        this(engine, kept, System::nanoTime);
    }

    TaskSearch(EngineAdmin engine, KeptTasks kept, LongSupplier nanoTime) {
        this.engine = engine;
        this.kept = kept;
        this.nanoTime = nanoTime;
    }

    /**
     * Returns a page.
     *
     * @param size the most tasks of the page, at least 1
     * @param token the token of the previous page of the same search; empty for the first page
     * @throws IllegalArgumentException if the token is invalid
     */
    public Page page(TaskFilter filter, int size, String token) {
        return new PageBuilder(filter, size).build(SearchCursor.parse(token));
    }

    /**
     * Returns the first tasks that match, of as many pages as that takes.
     *
     * @param max the most tasks, at least 1
     */
    public First first(TaskFilter filter, int max) {
        List<FoundTask> found = new ArrayList<>();
        String token = "";
        do {
            Page page = page(filter, max + 1 - found.size(), token);
            found.addAll(page.tasks());
            token = page.nextPageToken();
        } while (!token.isEmpty() && found.size() <= max);
        return found.size() > max
                ? new First(List.copyOf(found.subList(0, max)), true)
                : new First(List.copyOf(found), false);
    }

    /** Collects the tasks of one page. */
    private final class PageBuilder {
        private final TaskFilter filter;
        private final Predicate<FoundTask> matches;
        private final int size;
        private final long start = nanoTime.getAsLong();
        private final List<FoundTask> found = new ArrayList<>();

        PageBuilder(TaskFilter filter, int size) {
            this.filter = filter;
            this.matches = filter.toPredicate();
            this.size = size;
        }

        Page build(SearchCursor from) {
            SearchCursor next = null;
            if (from.inQueues() && filter.includesAny(TaskStatus.IN_QUEUE)) {
                next = searchQueues(from);
            }
            if (next == null && filter.includesAny(TaskStatus.ENDED)) {
                next = searchKept(from.before());
            }
            return new Page(List.copyOf(found), next == null ? "" : next.token());
        }

        /** Returns where the next page starts; null if all tasks in queues were looked at. */
        private @Nullable SearchCursor searchQueues(SearchCursor from) {
            List<QueueName> queues = engine.queueNames().stream()
                    .sorted(Comparator.comparing(QueueName::toString))
                    .toList();
            for (QueueName queue : queues) {
                String name = queue.toString();
                int order = name.compareTo(from.queue());
                if (order >= 0 && filter.includesQueue(name)) {
                    SearchCursor next = searchQueue(queue, name, order == 0 ? from.taskId() : "");
                    if (next != null) {
                        return next;
                    }
                }
            }
            return null;
        }

        private @Nullable SearchCursor searchQueue(QueueName queue, String name, String from) {
            String after = from;
            List<ListedTask> chunk;
            do {
                chunk = engine.tasks(queue, after, CHUNK);
                for (ListedTask listed : chunk) {
                    after = listed.task().id();
                    if (isFullWith(FoundTask.of(listed))) {
                        return SearchCursor.afterTask(name, after);
                    }
                }
            } while (chunk.size() == CHUNK);
            return null;
        }

        private @Nullable SearchCursor searchKept(long from) {
            long before = from;
            List<KeptTask> chunk;
            do {
                chunk = kept.latest(before, CHUNK);
                for (KeptTask each : chunk) {
                    before = each.number();
                    if (isFullWith(FoundTask.of(each))) {
                        return SearchCursor.beforeKept(before);
                    }
                }
            } while (chunk.size() == CHUNK);
            return null;
        }

        /** Adds a task if it matches. Returns whether the page ends with it. */
        private boolean isFullWith(FoundTask task) {
            if (matches.test(task)) {
                found.add(task);
            }
            return found.size() == size || nanoTime.getAsLong() - start > PAGE_TIME.toNanos();
        }
    }
}
