package io.github.cloudtasks.engine;

import static io.github.cloudtasks.engine.ErrorAssertions.assertInvalid;
import static io.github.cloudtasks.engine.ErrorAssertions.assertRejected;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudtasks.engine.spec.Limits;
import io.github.cloudtasks.model.ApiException;
import io.github.cloudtasks.model.ApiException.Code;
import io.github.cloudtasks.model.Bytes;
import io.github.cloudtasks.model.HttpMethod;
import io.github.cloudtasks.model.queue.NewQueue;
import io.github.cloudtasks.model.task.NewTask;
import io.github.cloudtasks.time.VirtualTimeline;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Strict mode: queues only in documented locations. */
@Tag("inferred")
class StrictLocationsTest {
    private static final String UNDOCUMENTED = "projects/p/locations/moon-1";
    private static final String DOCUMENTED = "projects/p/locations/us-central1";
    private static final Limits STRICT = Limits.DEFAULTS.withStrict(true);
    private static final CloudTasks SERVICE = service(STRICT);

    static Stream<ThrowingCallable> callsInAnUndocumentedLocation() {
        NewTask task = new NewTask("", Samples.POST, null, null, null);
        return Stream.of(
                () -> SERVICE.locations().getLocation(UNDOCUMENTED),
                () -> SERVICE.locations().getCmekConfig(UNDOCUMENTED + "/cmekConfig"),
                () -> SERVICE.locations().updateCmekConfig(UNDOCUMENTED + "/cmekConfig", key -> key),
                () -> SERVICE.queues().listQueues(UNDOCUMENTED, queue -> true, "", 0, ""),
                () -> SERVICE.queues().createQueue(UNDOCUMENTED, UNDOCUMENTED + "/queues/q", NewQueue.DEFAULT),
                () -> SERVICE.queues().updateQueue(UNDOCUMENTED + "/queues/q", current -> NewQueue.DEFAULT),
                () -> SERVICE.queues().getQueue(UNDOCUMENTED + "/queues/q"),
                () -> SERVICE.queues().deleteQueue(UNDOCUMENTED + "/queues/q"),
                () -> SERVICE.tasks().createTask(UNDOCUMENTED + "/queues/q", task),
                () -> SERVICE.tasks()
                        .bufferTask(UNDOCUMENTED + "/queues/q", "", HttpMethod.POST, Map.of(), Bytes.EMPTY),
                () -> SERVICE.tasks().getTask(UNDOCUMENTED + "/queues/q/tasks/t"),
                () -> SERVICE.tasks().runTask(UNDOCUMENTED + "/queues/q/tasks/t"));
    }

    @ParameterizedTest
    @MethodSource("callsInAnUndocumentedLocation")
    void undocumented_location_is_rejected_by_every_method(ThrowingCallable call) {
        assertInvalid(call, "Location 'moon-1' is not a valid location. Use ListLocations to list valid locations.");
    }

    @Test
    void queue_is_not_created_automatically_in_an_undocumented_location() {
        CloudTasks autoCreating = service(STRICT.withAutoCreateQueues(true));
        NewTask task = new NewTask("", Samples.POST, null, null, null);

        assertInvalid(
                () -> autoCreating.tasks().createTask(UNDOCUMENTED + "/queues/q", task),
                "Location 'moon-1' is not a valid location. Use ListLocations to list valid locations.");
        assertThat(autoCreating.tasks().createTask(DOCUMENTED + "/queues/q", task))
                .isNotNull();
    }

    @Test
    void other_locations_work_as_usual() {
        String queue = DOCUMENTED + "/queues/strict";
        assertThat(SERVICE.locations().getLocation(DOCUMENTED)).hasToString(DOCUMENTED);
        assertThat(SERVICE.queues()
                        .createQueue(DOCUMENTED, queue, NewQueue.DEFAULT)
                        .name())
                .hasToString(queue);
        assertThat(SERVICE.queues()
                        .listQueues(DOCUMENTED, found -> true, "", 0, "")
                        .items())
                .hasSize(1);
        assertRejected(
                () -> SERVICE.queues().getQueue(DOCUMENTED + "/queues/missing"),
                Code.NOT_FOUND,
                ApiException.queueNotFound().text());
    }

    private static CloudTasks service(Limits limits) {
        return new CloudTasks(limits, new VirtualTimeline(Samples.START), new ManualDispatcher());
    }
}
