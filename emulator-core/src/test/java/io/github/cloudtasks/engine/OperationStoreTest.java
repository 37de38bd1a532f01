package io.github.cloudtasks.engine;

import static io.github.cloudtasks.engine.ErrorAssertions.assertInvalid;
import static io.github.cloudtasks.engine.ErrorAssertions.assertRejected;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.cloudtasks.engine.queue.StoredBytes;
import io.github.cloudtasks.engine.spec.Limits;
import io.github.cloudtasks.journal.Change;
import io.github.cloudtasks.journal.Change.AllReplaced;
import io.github.cloudtasks.journal.Change.OperationStored;
import io.github.cloudtasks.journal.Journal;
import io.github.cloudtasks.journal.ModelStore;
import io.github.cloudtasks.model.ApiException.Code;
import io.github.cloudtasks.model.Bytes;
import io.github.cloudtasks.model.LocationName;
import io.github.cloudtasks.model.OperationName;
import io.github.cloudtasks.model.task.Operation;
import io.github.cloudtasks.model.task.Operation.BatchCreate;
import io.github.cloudtasks.model.task.Operation.BatchDelete;
import io.github.cloudtasks.model.task.Operation.Created;
import io.github.cloudtasks.model.task.Operation.Kind;
import io.github.cloudtasks.model.task.Operation.State;
import io.github.cloudtasks.model.task.Payload.PullMessage;
import io.github.cloudtasks.model.task.Task;
import io.github.cloudtasks.time.VirtualTimeline;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class OperationStoreTest {
    private static final String NOT_FOUND = "Requested entity was not found.";
    private static final Task MEGABYTE =
            Samples.task("t", new PullMessage(Bytes.wrap(new byte[1 << 20]), ""), Samples.START);

    private final OperationStore operations = new OperationStore(new StoredBytes(Long.MAX_VALUE), Journal.NONE);

    @Test
    @Tag("inferred")
    void failed_operation_leaves_its_name_free() {
        assertThatThrownBy(() -> operations.run(name("a"), () -> fail())).isInstanceOf(IllegalStateException.class);

        assertThat(run("a", new BatchDelete())).isEqualTo(operations.get(name("a")));
    }

    @Test
    @Tag("unlike")
    void operation_that_was_restored_stays_when_a_running_one_of_its_name_fails() {
        Operation restored = operation("a", new BatchDelete());

        assertThatThrownBy(() -> operations.run(name("a"), () -> {
                    operations.replace(List.of(restored), new AllReplaced("seeded", Samples.START, loader -> {}));
                    return fail();
                }))
                .isInstanceOf(IllegalStateException.class);

        assertThat(operations.get(name("a"))).isEqualTo(restored);
    }

    /** Otherwise, the store would keep an operation that the engine has dropped. */
    @Test
    @Tag("unlike")
    void operation_whose_end_the_journal_is_told_after_a_restoration_stays() throws InterruptedException {
        Operation done = operation("a", new BatchDelete());
        List<Change> told = new ArrayList<>();
        ModelStore journal = new ModelStore();
        OperationStore store = new OperationStore(new StoredBytes(Long.MAX_VALUE), journal);
        Thread other = new Thread(() -> store.run(done.name(), () -> done));
        journal.observe(change -> {
            told.add(change);
            if (change instanceof AllReplaced) {
                other.start();
                // The other thread ends the operation now, or waits until the restoration is over.
                while (other.getState() != Thread.State.TERMINATED && other.getState() != Thread.State.WAITING) {
                    Thread.onSpinWait();
                }
            }
        });

        store.replace(List.of(), new AllReplaced("seeded", Samples.START, loader -> {}));
        other.join();

        assertThat(told).last().isEqualTo(new OperationStored(done));
        assertThat(store.finished()).containsExactly(done);
    }

    @Test
    @Tag("inferred")
    void name_of_a_running_operation_is_taken() {
        operations.run(name("a"), () -> {
            assertInvalid(() -> run("a", new BatchDelete()), "Duplicate operation id in the batch request: a");
            assertRejected(() -> operations.get(name("a")), Code.NOT_FOUND, NOT_FOUND);
            return operation("a", new BatchDelete());
        });
    }

    @Test
    @Tag("inferred")
    void oldest_operations_are_removed_to_limit_memory() {
        for (int i = 0; i < 40; i++) {
            run("operation-" + i, new BatchCreate(List.of(new Created(MEGABYTE, 0))));
        }

        assertRejected(() -> operations.get(name("operation-8")), Code.NOT_FOUND, NOT_FOUND);
        assertThat(operations.get(name("operation-9")).state()).isEqualTo(State.SUCCEEDED);
        assertThat(run("operation-8", new BatchDelete())).isEqualTo(operations.get(name("operation-8")));
    }

    @Test
    @Tag("inferred")
    void latest_operation_is_kept_whatever_its_size() {
        run("small", new BatchDelete());

        Operation large = run("large", new BatchCreate(Collections.nCopies(100, new Created(MEGABYTE, 0))));

        assertThat(operations.get(name("large"))).isEqualTo(large);
        assertRejected(() -> operations.get(name("small")), Code.NOT_FOUND, NOT_FOUND);
    }

    @Test
    @Tag("recorded")
    void operation_name_is_checked_like_other_names() {
        CloudTasks cloudTasks =
                new CloudTasks(Limits.DEFAULTS, new VirtualTimeline(Samples.START), new ManualDispatcher());

        assertInvalid(() -> cloudTasks.tasks().getOperation(""), "Invalid resource field value in the request.");
        assertRejected(
                () -> cloudTasks.tasks().getOperation("not-a-valid-name"),
                Code.PERMISSION_DENIED,
                "Permission denied on resource project not-a-valid-name.");
        assertRejected(
                () -> cloudTasks.tasks().getOperation("projects/p/locations/l/operations"),
                Code.PERMISSION_DENIED,
                "The principal (user or service account) lacks IAM permission \"cloudtasks.operations.get\" for the resource"
                        + " \"projects/p/locations/l/operations\" (or the resource may not exist).");
        assertRejected(
                () -> cloudTasks.tasks().getOperation("projects/p/locations/l/operations/missing"),
                Code.NOT_FOUND,
                NOT_FOUND);
    }

    private Operation run(String id, Kind kind) {
        return operations.run(name(id), () -> operation(id, kind));
    }

    private static Operation fail() {
        throw new IllegalStateException("a bug");
    }

    private static Operation operation(String id, Kind kind) {
        return new Operation(
                name(id), "v2", Samples.START, Samples.START, State.SUCCEEDED, kind, new TreeMap<>(), null);
    }

    private static OperationName name(String id) {
        return new OperationName(new LocationName("p", "l"), id);
    }
}
