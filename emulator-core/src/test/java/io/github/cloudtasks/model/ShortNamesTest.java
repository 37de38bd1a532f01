package io.github.cloudtasks.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ShortNamesTest {
    private static final QueueName MAIL = QueueName.of("demo", "us-central1", "mail");

    @Test
    void queue_is_named_by_project_location_and_id() {
        assertThat(ShortNames.of(MAIL)).isEqualTo("demo/us-central1/mail");
        assertThat(ShortNames.of(QueueName.of("example.com:demo", "europe-west1", "mail")))
                .isEqualTo("example.com:demo/europe-west1/mail");
    }

    @Test
    void task_is_named_by_its_queue_and_id() {
        assertThat(ShortNames.of(MAIL.task("42"))).isEqualTo("demo/us-central1/mail/42");
        assertThat(ShortNames.of(MAIL.task("x".repeat(48)))).isEqualTo("demo/us-central1/mail/" + "x".repeat(48));
    }

    @Test
    void middle_of_a_long_task_id_is_left_out() {
        String id = "invoice-2026-11-28-reminder-" + "0123456789abcdef".repeat(4);

        assertThat(ShortNames.of(MAIL.task(id)))
                .isEqualTo("demo/us-central1/mail/invoice-2026-11-28-remi…" + "89abcdef0123456789abcdef");
        assertThat(ShortNames.of(MAIL.task("x".repeat(500)))).hasSize("demo/us-central1/mail/".length() + 48);
    }
}
