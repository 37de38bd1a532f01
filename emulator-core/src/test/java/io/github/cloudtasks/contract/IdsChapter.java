package io.github.cloudtasks.contract;

import static io.github.cloudtasks.ApiException.Code.INVALID_ARGUMENT;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.cloudtasks.contract.Rpc.Kind;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an id must look like. */
public abstract class IdsChapter extends Chapter {

    static Stream<Rpc> ofQueues() {
        return Stream.of(Rpc.values()).filter(rpc -> rpc.kind == Kind.QUEUE);
    }

    static Stream<Rpc> ofTasks() {
        return Stream.of(Rpc.values()).filter(rpc -> rpc.kind == Kind.TASK);
    }

    @ParameterizedTest
    @MethodSource("ofQueues")
    @Tag("recorded")
    void a_queue_id_has_letters_digits_and_hyphens_only(Rpc rpc) {
        refused(
                INVALID_ARGUMENT,
                Answers.badQueueId("not_valid"),
                () -> rpc.call(service, bench.queue("not_valid")),
                Answers.QUEUE_ID_HELP);
    }

    @ParameterizedTest
    @MethodSource("ofTasks")
    @Tag("recorded")
    void a_task_id_has_letters_digits_hyphens_and_underscores_only(Rpc rpc) {
        refused(
                INVALID_ARGUMENT,
                Answers.badTaskId("not valid"),
                () -> rpc.call(service, bench.task("q", "not valid")),
                Answers.TASK_ID_HELP);
    }

    @ParameterizedTest
    @MethodSource("ofTasks")
    @Tag("recorded")
    void a_tasks_name_has_a_queue_id_of_the_right_form(Rpc rpc) {
        refused(
                INVALID_ARGUMENT,
                Answers.badQueueId("not_valid"),
                () -> rpc.call(service, bench.task("not_valid", "t")),
                Answers.QUEUE_ID_HELP);
    }

    @Test
    @Tag("recorded")
    void a_queue_id_has_at_most_100_characters() {
        String longest = "q".repeat(100);
        String tooLong = longest + "q";

        assertThat(bench.create(longest, AQueue.push()).name()).hasToString(bench.queue(longest));
        refused(
                INVALID_ARGUMENT,
                Answers.badQueueId(tooLong),
                () -> bench.create(tooLong, AQueue.push()),
                Answers.QUEUE_ID_HELP);
    }

    @Test
    @Tag("recorded")
    void a_task_id_has_at_most_500_characters() {
        bench.create("q", AQueue.push());
        String longest = "t".repeat(500);
        String tooLong = longest + "t";

        assertThat(bench.add("q", longest, ATask.http()).name()).hasToString(bench.task("q", longest));
        refused(
                INVALID_ARGUMENT,
                Answers.badTaskId(tooLong),
                () -> bench.add("q", tooLong, ATask.http()),
                Answers.TASK_ID_HELP);
    }

    @ParameterizedTest
    @ValueSource(strings = {"q", "Q", "0", "-", "A-queue-of-2026", "-----"})
    @Tag("documented")
    void a_queue_id_may_be_any_mix_of_letters_digits_and_hyphens(String id) {
        assertThat(bench.create(id, AQueue.push())).isEqualTo(service.getQueue(bench.queue(id)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"t", "T", "0", "_", "-", "a_task-of-2026"})
    @Tag("documented")
    void a_task_id_may_be_any_mix_of_letters_digits_hyphens_and_underscores(String id) {
        bench.create("q", AQueue.push());

        assertThat(bench.add("q", id, ATask.http()).name()).hasToString(bench.task("q", id));
    }

    @Test
    @Tag("documented")
    void ids_tell_upper_from_lower_case() {
        bench.create("q", AQueue.push().rate(1));
        bench.create("Q", AQueue.push().rate(2));

        assertThat(service.getQueue(bench.queue("q")).rateLimits().maxDispatchesPerSecond())
                .isEqualTo(1);
        assertThat(service.getQueue(bench.queue("Q")).rateLimits().maxDispatchesPerSecond())
                .isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"example.com:project", "project-1", "123456789012"})
    @Tag("documented")
    void a_project_may_be_domain_scoped_or_a_number(String project) {
        String parent = "projects/" + bench.project() + "." + project + "/locations/us-central1";
        String name = parent + "/queues/q";

        assertThat(service.createQueue(parent, name, AQueue.push().build()).name())
                .hasToString(name);
        service.deleteQueue(name);
    }

    @Test
    @Tag("inferred")
    void any_location_may_hold_queues() {
        String parent = bench.location("mars-north1");

        service.createQueue(parent, parent + "/queues/q", AQueue.push().build());

        assertThat(service.listQueues(parent, 0, "").items()).hasSize(1);
    }
}
