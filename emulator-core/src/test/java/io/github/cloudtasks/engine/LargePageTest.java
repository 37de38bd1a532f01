package io.github.cloudtasks.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudtasks.engine.spec.Limits;
import io.github.cloudtasks.model.Bytes;
import io.github.cloudtasks.model.Page;
import io.github.cloudtasks.model.RetryConfig;
import io.github.cloudtasks.model.queue.NewQueue;
import io.github.cloudtasks.model.queue.RateLimits;
import io.github.cloudtasks.model.queue.Target.PullTarget;
import io.github.cloudtasks.model.task.NewTask;
import io.github.cloudtasks.model.task.Payload.PullMessage;
import io.github.cloudtasks.model.task.Task;
import io.github.cloudtasks.time.VirtualTimeline;
import java.time.Instant;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The size limit of a ListTasks page. */
class LargePageTest {
    private static final String LOCATION = "projects/p/locations/l";
    private static final String QUEUE = LOCATION + "/queues/q";
    private static final int TASKS = 40;

    @Test
    @Tag("inferred")
    void page_ends_before_its_tasks_exceed_32_mb_and_the_next_continues() {
        CloudTasks engine = engineWith(TASKS);

        Page<Task> first = engine.tasks().listTasks(QUEUE, 0, "");
        Page<Task> second = engine.tasks().listTasks(QUEUE, 0, first.nextPageToken());

        assertThat(first.items()).hasSize(33);
        assertThat(second.items()).hasSize(TASKS - 33);
        assertThat(engine.tasks().listTasks(QUEUE, 0, second.nextPageToken()).items())
                .isEmpty();
    }

    private static CloudTasks engineWith(int tasks) {
        VirtualTimeline timeline = new VirtualTimeline(Instant.parse("2027-01-01T00:00:00Z"));
        CloudTasks engine = new CloudTasks(Limits.DEFAULTS, timeline, dispatch -> {
            throw new AssertionError("pull tasks are not dispatched");
        });
        NewQueue pull = new NewQueue(new PullTarget(), RateLimits.UNSET, RetryConfig.UNSET, null, null, null);
        engine.queues().createQueue(LOCATION, QUEUE, pull);
        Bytes megabyte = Bytes.wrap(new byte[1_000_000]);
        for (int i = 0; i < tasks; i++) {
            engine.tasks().createTask(QUEUE, new NewTask("", new PullMessage(megabyte, ""), null, null, null));
        }
        return engine;
    }
}
