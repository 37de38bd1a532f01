package io.github.cloudtasks.junit5;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import io.github.cloudtasks.emulator.CloudTasksEmulator;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;

class CloudTasksExtensionTest {
    private static final String QUEUE = "projects/demo/locations/us-central1/queues/a";

    private static Set<String> endpoints() {
        Set<String> endpoints = new TreeSet<>();
        Runs.NOTES.forEach(note -> endpoints.add((String) note));
        return endpoints;
    }

    private static void assertAllSucceed(int tests, Class<?>... types) {
        Runs.of(types)
                .testEvents()
                .assertStatistics(stats -> stats.started(tests).succeeded(tests));
    }

    @Test
    void static_extension_runs_for_the_class_and_nested_classes() {
        assertAllSucceed(3, OfTheClass.class);

        assertThat(endpoints()).hasSize(1).allMatch(Calls::isClosed);
        assertThatThrownBy(OfTheClass.tasks::emulator)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("@RegisterExtension");
    }

    static class OfTheClass {
        @RegisterExtension
        static final CloudTasksExtension tasks = CloudTasksExtension.builder()
                .project("demo")
                .queue("a,max-attempts=7")
                .flags("--strict")
                .build();

        @Test
        void its_settings_hold() {
            assertThat(Calls.read(tasks.endpoint(), QUEUE)).contains("\"maxAttempts\": 7");
            assertThat(tasks.channel().authority()).isEqualTo(tasks.endpoint());
            Runs.note(tasks.endpoint());
        }

        @Test
        void a_parameter_gets_it(CloudTasksEmulator emulator) {
            assertThat(emulator).isSameAs(tasks.emulator());
            Runs.note(emulator.endpoint());
        }

        @Nested
        class Inside {
            @Test
            void it_is_the_same(CloudTasksEmulator emulator) {
                Runs.note(emulator.endpoint());
            }
        }
    }

    @Test
    void each_test_begins_with_the_seeded_state() {
        assertAllSucceed(3, Seeded.class);

        assertThat(Runs.NOTES).containsExactly("seeded");
    }

    static class Seeded {
        @RegisterExtension
        static final CloudTasksExtension tasks = CloudTasksExtension.builder()
                .project("demo")
                .queue("a")
                .seededBy(emulator -> {
                    Runs.note("seeded");
                    emulator.freezeTime();
                    emulator.seed("{\"queues\": [{\"queue\": {\"name\": \"" + QUEUE + "-seeded\"}}]}");
                })
                .build();

        @Test
        void one(CloudTasksEmulator emulator) {
            changeState(emulator);
        }

        @Test
        void other(CloudTasksEmulator emulator) {
            changeState(emulator);
        }

        @Nested
        class Inside {
            @Test
            void it_is_seeded_too(CloudTasksEmulator emulator) {
                changeState(emulator);
            }
        }

        private static void changeState(CloudTasksEmulator emulator) {
            assertThat(Calls.read(emulator.endpoint(), QUEUE + "-seeded")).contains("RUNNING");
            assertThat(emulator.exportState()).doesNotContain("-added");
            assertThat(emulator.now()).isEqualTo(emulator.snapshots().getFirst().emulatorTime());
            emulator.seed("{\"queues\": [{\"queue\": {\"name\": \"" + QUEUE + "-added\"}}]}");
            emulator.advance(Duration.ofHours(1));
        }
    }

    @Test
    void seed_that_fails_is_reported_and_frees_the_port() {
        Runs.of(SeedFails.class)
                .testEvents()
                .assertStatistics(stats -> stats.started(1).failed(1));

        assertThat(endpoints()).hasSize(1).allMatch(Calls::isClosed);
    }

    static class SeedFails {
        @RegisterExtension
        final CloudTasksExtension tasks = CloudTasksExtension.builder()
                .seededBy(emulator -> {
                    Runs.note(emulator.endpoint());
                    throw new IllegalStateException("no seed");
                })
                .build();

        @Test
        void never_runs() {}
    }

    @Test
    void instance_extension_runs_for_each_instance() {
        assertAllSucceed(2, OfEachTest.class);
        assertThat(endpoints()).hasSize(2).allMatch(Calls::isClosed);

        assertAllSucceed(2, OfOneInstance.class);
        assertThat(endpoints()).hasSize(1).allMatch(Calls::isClosed);
    }

    static class OfEachTest {
        @RegisterExtension
        final CloudTasksExtension tasks = CloudTasksExtension.builder().build();

        @Test
        void one() {
            Runs.note(tasks.endpoint());
        }

        @Test
        void other() {
            Runs.note(tasks.endpoint());
        }
    }

    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    static class OfOneInstance extends OfEachTest {}

    @Test
    void classes_that_inherit_an_extension_have_separate_emulators() {
        assertAllSucceed(2, FirstHeir.class, SecondHeir.class);

        assertThat(endpoints()).hasSize(2).allMatch(Calls::isClosed);
    }

    static class Parent {
        @RegisterExtension
        static final CloudTasksExtension tasks = CloudTasksExtension.builder().build();

        @Test
        void one() {
            Runs.note(tasks.endpoint());
        }
    }

    static class FirstHeir extends Parent {}

    static class SecondHeir extends Parent {}

    @Test
    void failed_test_prints_diagnostics() {
        String written = Runs.errorsOf(() -> Runs.of(Failing.class));

        assertThat(written).contains(", when never_succeeds() failed:").contains(QUEUE);
    }

    static class Failing {
        @RegisterExtension
        final CloudTasksExtension tasks =
                CloudTasksExtension.builder().queue(QUEUE).build();

        @Test
        void never_succeeds() {
            fail("on purpose");
        }
    }
}
