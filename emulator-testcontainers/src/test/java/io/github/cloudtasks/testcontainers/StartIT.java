package io.github.cloudtasks.testcontainers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.containers.ContainerLaunchException;
import org.testcontainers.utility.MountableFile;

/** Tests of successful and failing container starts. */
class StartIT {
    private static final String QUEUES = "/v2/projects/demo/locations/us-central1/queues/";
    private static final String TASK = "{\"task\": {\"appEngineHttpRequest\": {}}}";

    @Test
    void queues_file_is_loaded_again_after_a_restart(@TempDir Path directory) throws Exception {
        Path file = Files.createTempFile(directory, "queues", ".yaml");
        Files.writeString(file, "- name: projects/demo/locations/us-central1/queues/of-the-file\n  state: PAUSED\n");
        try (CloudTasksEmulatorContainer emulator = Image.container()
                .withQueuesFile(MountableFile.forHostPath(file))
                .withFlags("--auto-create-queues")) {
            emulator.start();
            assertThat(Image.get(emulator, QUEUES + "of-the-file").body()).contains("PAUSED");
            assertThat(Image.post(emulator, QUEUES + "made/tasks", TASK).statusCode())
                    .isEqualTo(200);
            assertThat(Image.get(emulator, QUEUES + "made").statusCode()).isEqualTo(200);

            emulator.stop();
            emulator.start();

            assertThat(Image.get(emulator, QUEUES + "of-the-file").body()).contains("PAUSED");
            assertThat(Image.get(emulator, QUEUES + "made").statusCode()).isEqualTo(404);
        }
    }

    @Test
    void containers_run_side_by_side() throws Exception {
        try (CloudTasksEmulatorContainer one =
                        Image.container().withQueue("one").withFlags("--project", "demo");
                CloudTasksEmulatorContainer other =
                        Image.container().withQueue("other").withFlags("--project", "demo")) {
            one.start();
            other.start();

            assertThat(one.getEndpoint()).isNotEqualTo(other.getEndpoint());
            assertThat(Image.get(one, QUEUES + "one").statusCode()).isEqualTo(200);
            assertThat(Image.get(other, QUEUES + "one").statusCode()).isEqualTo(404);
        }
    }

    @Test
    void invalid_flag_fails_the_start_immediately() {
        try (CloudTasksEmulatorContainer emulator = Image.container().withFlags("--nonsense")) {
            Instant before = Instant.now();

            assertThatThrownBy(emulator::start)
                    .isInstanceOf(ContainerLaunchException.class)
                    .hasStackTraceContaining("There is no flag --nonsense");

            assertThat(Duration.between(before, Instant.now())).isLessThan(Duration.ofSeconds(15));
        }
    }
}
