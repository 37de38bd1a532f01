package io.github.cloudtasks.server.startup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.cloudtasks.model.RetryConfig;
import io.github.cloudtasks.model.queue.Queue;
import io.github.cloudtasks.model.queue.QueueState;
import io.github.cloudtasks.model.queue.RateLimits;
import io.github.cloudtasks.model.queue.Target.PullTarget;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QueueYamlFileTest {
    @TempDir
    private Path directory;

    private InitialQueueEngine started;

    @BeforeEach
    void start() {
        started = new InitialQueueEngine(directory);
    }

    @Test
    void all_fields_of_queue_yaml_are_supported() {
        started.createFromQueueYaml("""
        total_storage_limit: 120M
        resume_paused_queues: 'False'
        queue:
        - name: mail
          rate: 30/m
          bucket_size: 40
          max_concurrent_requests: 10
          target: v1.worker
          acl:
          - user_email: a@example.com
          retry_parameters:
            task_retry_limit: 7
            task_age_limit: 2d
            min_backoff_seconds: 10
            max_backoff_seconds: 200
            max_doublings: 3
        - name: held
          rate: 0
        - name: inbox
          mode: pull
        """);

        Queue mail = started.queue("mail");
        assertThat(mail.rateLimits()).isEqualTo(new RateLimits(0.5, 40, 10));
        assertThat(mail.retryConfig())
                .isEqualTo(new RetryConfig(8, Duration.ofDays(2), Duration.ofSeconds(10), Duration.ofSeconds(200), 3));
        assertThat(mail.state()).isEqualTo(QueueState.RUNNING);
        assertThat(started.queue("held").state()).isEqualTo(QueueState.PAUSED);
        assertThat(started.queue("inbox").target()).isEqualTo(new PullTarget());
    }

    @Test
    void other_queues_are_not_paused() {
        started.create(InitialQueues.NONE
                .withProject("p")
                .withQueue(InitialQueue.named("other"))
                .withQueueYaml(started.file("queue.yaml", "queue: [{name: q, rate: 1/s}]")));

        assertThat(started.ids()).containsExactly("other", "q");
        assertThat(started.queue("other").state()).isEqualTo(QueueState.RUNNING);
    }

    @Test
    void queues_are_created_in_the_given_project_and_location() {
        Path file = started.file("queue.yaml", "queue: [{name: q, rate: 1/s}]");

        started.create(
                InitialQueues.NONE.withProject("p").withLocation("europe-west1").withQueueYaml(file));

        assertThat(started.ids()).isEmpty();
        assertThatThrownBy(() -> started.create(InitialQueues.NONE.withQueueYaml(file)))
                .isInstanceOf(InitialQueueException.class)
                .hasMessage("A queue.yaml does not contain the project of its queues: add --project PROJECT.");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
      queue:~- name: q~  rate: 600/s | , line 3, rate: Refill rate must not exceed 500 per second (is 600.0).
      queue:~- name: q~  mode: push  | , line 2, rate: Refill rate must be specified for push-based queue.
      queue:~- name: q~  rate: 1/s~  retry_parameters:~    max_doublings: -1 | , line 5, retry_parameters.max_doublings: Max doublings must not be less than zero.
      queue:~- name: q~  rate: 1/s~  red: 1 | , line 4, red: unknown attribute "red".
      queue:~- rate: 1/s~  name: a_b | , line 3, name: Queue ID "a_b" can contain only letters ([A-Za-z]), numbers ([0-9]), or hyphens (-). Queue ID must be between 1 and 100 characters.
      queue:~- rate: 1/s~  name: "q | , line 3: found unexpected end of stream.
      """)
    void error_names_file_line_and_field(String text, String sentence) {
        assertThatThrownBy(() -> started.createFromQueueYaml(text))
                .isInstanceOf(InitialQueueException.class)
                .hasMessage(directory.resolve("queue.yaml") + sentence);
    }
}
