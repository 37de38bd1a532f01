package io.github.cloudtasks.junit5;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.platform.testkit.engine.EventConditions.finishedWithFailure;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.instanceOf;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.message;

import io.github.cloudtasks.emulator.CloudTasksEmulator;
import io.grpc.ManagedChannel;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;

class EmulatedCloudTasksTest {
    private static final String QUEUES = "projects/demo/locations/us-central1/queues/";

    /** Returns the recorded endpoints without duplicates. */
    private static Set<String> endpoints() {
        Set<String> endpoints = new TreeSet<>();
        Runs.NOTES.forEach(note -> endpoints.add((String) note));
        return endpoints;
    }

    private static void assertAllSucceed(Class<?> type, int tests) {
        Runs.of(type)
                .testEvents()
                .assertStatistics(stats -> stats.started(tests).succeeded(tests));
    }

    @Test
    void static_fields_share_one_emulator_per_class() {
        assertAllSucceed(OfTheClass.class, 2);

        assertThat(endpoints()).hasSize(1).allMatch(Calls::isClosed);
    }

    @SuppressWarnings("unused")
    @TestMethodOrder(MethodOrderer.OrderAnnotation.class)
    static class OfTheClass {
        @EmulatedCloudTasks(queues = QUEUES + "a")
        private static CloudTasksEmulator emulator;

        @EmulatedCloudTasks(project = "demo", queues = "b,max-attempts=7")
        static String endpoint;

        @EmulatedCloudTasks
        static URI rest;

        @EmulatedCloudTasks
        static ManagedChannel channel;

        @BeforeAll
        static void it_runs_before_the_first_test() {
            assertThat(Calls.read(endpoint, QUEUES + "a")).contains("RUNNING");
        }

        @Test
        @Order(1)
        void all_lead_to_the_same() {
            assertThat(emulator.endpoint()).isEqualTo(endpoint);
            assertThat(rest).hasToString("http://" + endpoint);
            assertThat(channel.authority()).isEqualTo(endpoint);
            assertThat(Calls.read(endpoint, QUEUES + "b")).contains("\"maxAttempts\": 7");
            Runs.note(endpoint);
        }

        @Test
        @Order(2)
        void it_still_runs() {
            assertThat(channel.isShutdown()).isFalse();
            Runs.note(endpoint);
        }
    }

    @Test
    void instance_fields_share_one_emulator_per_test() {
        assertAllSucceed(OfEachTest.class, 2);

        assertThat(endpoints()).hasSize(2).allMatch(Calls::isClosed);
    }

    @Test
    void instance_fields_share_one_emulator_per_test_with_a_shared_instance() {
        assertAllSucceed(OfEachTestOfOneInstance.class, 2);

        assertThat(endpoints()).hasSize(2).allMatch(Calls::isClosed);
    }

    static class OfEachTest {
        @EmulatedCloudTasks(queues = QUEUES + "a")
        CloudTasksEmulator emulator;

        @EmulatedCloudTasks
        ManagedChannel channel;

        @BeforeEach
        void it_runs_before_the_test() {
            assertThat(Calls.read(emulator.endpoint(), QUEUES + "a")).contains("RUNNING");
        }

        @Test
        void one() {
            assertThat(channel.authority()).isEqualTo(emulator.endpoint());
            Runs.note(emulator.endpoint());
        }

        @Test
        void other() {
            Runs.note(emulator.endpoint());
        }
    }

    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    static class OfEachTestOfOneInstance extends OfEachTest {}

    @Test
    void nested_class_uses_the_outer_emulator_or_its_own() {
        assertAllSucceed(Around.class, 3);

        assertThat(endpoints()).hasSize(3).allMatch(Calls::isClosed);
    }

    @EmulatedCloudTasks
    static class Around {
        @EmulatedCloudTasks
        static String ofClass;

        @EmulatedCloudTasks
        String ofTest;

        @Nested
        class WithoutOne {
            @Test
            void sees_those_around_it() {
                assertThat(Calls.isClosed(ofClass)).isFalse();
                assertThat(Calls.isClosed(ofTest)).isFalse();
                Runs.note(ofClass);
                Runs.note(ofTest);
            }

            @Test
            void a_parameter_is_that_of_the_test(@EmulatedCloudTasks String parameter) {
                assertThat(parameter).isEqualTo(ofTest).isNotEqualTo(ofClass);
            }
        }

        @Nested
        class WithOne {
            @EmulatedCloudTasks(queues = QUEUES + "inside")
            String inside;

            @Test
            void the_fields_of_both_instances_share_that_of_the_test() {
                assertThat(inside).isEqualTo(ofTest);
                assertThat(Calls.read(ofTest, QUEUES + "inside")).contains("RUNNING");
                Runs.note(inside);
            }
        }
    }

    @Test
    void parameter_gets_the_emulator_of_the_class_or_its_own() {
        assertAllSucceed(OfParameters.class, 1);
        assertAllSucceed(OfTheAnnotatedClass.class, 2);

        assertThat(endpoints()).hasSize(1).allMatch(Calls::isClosed);
    }

    static class OfParameters {
        @Test
        void own(
                @EmulatedCloudTasks(queues = QUEUES + "a") CloudTasksEmulator emulator,
                @EmulatedCloudTasks ManagedChannel channel) {
            assertThat(channel.authority()).isEqualTo(emulator.endpoint());
            assertThat(Calls.read(emulator.endpoint(), QUEUES + "a")).contains("RUNNING");
        }
    }

    @EmulatedCloudTasks(queues = QUEUES + "a")
    static class OfTheAnnotatedClass {
        OfTheAnnotatedClass(@EmulatedCloudTasks String endpoint) {
            Runs.note(endpoint);
        }

        @Test
        void one(@EmulatedCloudTasks String endpoint) {
            assertThat(Calls.read(endpoint, QUEUES + "a")).contains("RUNNING");
            Runs.note(endpoint);
        }

        @Test
        void other(@EmulatedCloudTasks CloudTasksEmulator emulator) {
            Runs.note(emulator.endpoint());
        }
    }

    @Test
    void parameter_with_settings_is_rejected_if_the_emulator_is_running() {
        Runs.of(Late.class)
                .testEvents()
                .failed()
                .assertEventsMatchExactly(finishedWithFailure(message(text ->
                        text.contains("move its settings to the field, class or parameter that starts the emulator"))));
    }

    @EmulatedCloudTasks
    static class Late {
        @Test
        void settings(@EmulatedCloudTasks(queues = QUEUES + "a") String endpoint) {
            fail("not reached");
        }
    }

    @Test
    void parallel_tests_have_separate_emulators() {
        Runs.inParallel(Parallel.class)
                .testEvents()
                .assertStatistics(stats -> stats.started(4).succeeded(4));

        assertThat(endpoints()).hasSize(4).allMatch(Calls::isClosed);
    }

    static class Parallel {
        private static final CountDownLatch ALL = new CountDownLatch(4);

        @EmulatedCloudTasks
        String endpoint;

        private void meet() throws Exception {
            Runs.note(endpoint);
            ALL.countDown();
            assertThat(ALL.await(30, TimeUnit.SECONDS)).isTrue();
            assertThat(Calls.isClosed(endpoint)).isFalse();
        }

        @Test
        void first() throws Exception {
            meet();
        }

        @Test
        void second() throws Exception {
            meet();
        }

        @Test
        void third() throws Exception {
            meet();
        }

        @Test
        void fourth() throws Exception {
            meet();
        }
    }

    @Test
    void only_failed_tests_print_diagnostics() {
        String written =
                Runs.errorsOf(() -> Runs.of(Failing.class).testEvents().assertStatistics(stats -> stats.failed(2)));

        CloudTasksEmulator emulator = (CloudTasksEmulator) Runs.NOTES.getFirst();
        assertThat(written)
                .contains("The Cloud Tasks emulator at " + Runs.NOTES.get(1) + ", when in_its_body() failed:")
                .contains(QUEUES + "a")
                .contains("when after_it() failed:")
                .doesNotContain("succeeds", "is_left_out");
        assertThat(emulator).isNotNull();
    }

    static class Failing {
        @EmulatedCloudTasks(queues = QUEUES + "a")
        static CloudTasksEmulator emulator;

        private boolean broken;

        @Test
        void in_its_body() {
            Runs.note(emulator);
            Runs.note(emulator.endpoint());
            fail("on purpose");
        }

        @Test
        void after_it() {
            broken = true;
        }

        @Test
        void succeeds() {}

        @Test
        void is_left_out() {
            Assumptions.abort("on purpose");
        }

        @AfterEach
        void check() {
            assertThat(broken).isFalse();
        }
    }

    @Test
    void failed_start_fails_the_class_with_the_reason() {
        Runs.of(Mistaken.class)
                .containerEvents()
                .failed()
                .assertEventsMatchExactly(finishedWithFailure(
                        instanceOf(ExtensionConfigurationException.class),
                        message(text -> text.startsWith("The Cloud Tasks emulator cannot be started: ")
                                && text.contains("--nonsense"))));
    }

    @EmulatedCloudTasks(flags = "--nonsense")
    static class Mistaken {
        @Test
        void never() {}
    }

    @Test
    void unsupported_fields_are_rejected_by_name() {
        for (Class<?> type : List.of(WrongType.class, FinalField.class)) {
            Runs.of(type)
                    .allEvents()
                    .failed()
                    .assertEventsMatchExactly(finishedWithFailure(
                            instanceOf(ExtensionConfigurationException.class),
                            message(text -> text.contains("wrong") && text.contains("cannot be injected"))));
        }
    }

    static class WrongType {
        @EmulatedCloudTasks
        static Integer wrong;

        @Test
        void never() {}
    }

    static class FinalField {
        @EmulatedCloudTasks
        private final String wrong = String.valueOf(1);

        @Test
        void never() {
            fail(wrong);
        }
    }
}
