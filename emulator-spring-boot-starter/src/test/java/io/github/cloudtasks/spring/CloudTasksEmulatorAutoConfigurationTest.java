package io.github.cloudtasks.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.cloudtasks.emulator.CloudTasksEmulator;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.SystemEnvironmentPropertySource;

class CloudTasksEmulatorAutoConfigurationTest {
    private final ApplicationContextRunner context = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(CloudTasksEmulatorAutoConfiguration.class));

    @Test
    void nothing_is_configured_by_default() {
        context.run(started -> assertThat(started)
                .doesNotHaveBean(CloudTasksEmulator.class)
                .doesNotHaveBean(CloudTasksConnectionDetails.class));
    }

    @Test
    void property_starts_an_embedded_emulator() {
        context.withPropertyValues(
                        "cloudtasks.emulator.embedded.enabled=true",
                        "cloudtasks.emulator.embedded.project=demo",
                        "cloudtasks.emulator.embedded.queues=mail,projects/other/locations/l/queues/work",
                        "cloudtasks.emulator.embedded.flags=--location,europe-west1")
                .run(started -> {
                    CloudTasksEmulator emulator = started.getBean(CloudTasksEmulator.class);
                    assertThat(emulator.diagnostics())
                            .contains("projects/demo/locations/europe-west1/queues/mail")
                            .contains("projects/other/locations/l/queues/work");
                    assertThat(endpoint(started)).isEqualTo(emulator.endpoint());
                });
    }

    @Test
    void indexed_queues_can_have_settings() {
        context.withPropertyValues(
                        "cloudtasks.emulator.embedded.enabled=true",
                        "cloudtasks.emulator.embedded.project=demo",
                        "cloudtasks.emulator.embedded.queues[0]=mail,max-attempts=5")
                .run(started -> assertThat(
                                started.getBean(CloudTasksEmulator.class).exportState())
                        .contains("\"maxAttempts\": 5"));
    }

    @Test
    void embedded_emulator_stops_with_the_context() {
        CloudTasksEmulator[] emulator = new CloudTasksEmulator[1];
        context.withPropertyValues("cloudtasks.emulator.embedded.enabled=true").run(started -> {
            emulator[0] = started.getBean(CloudTasksEmulator.class);
            assertThat(emulator[0].now()).isNotNull();
        });
        assertThatThrownBy(emulator[0]::now).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void invalid_flag_fails_with_the_message_of_the_emulator() {
        context.withPropertyValues(
                        "cloudtasks.emulator.embedded.enabled=true", "cloudtasks.emulator.embedded.flags=--prot,1")
                .run(failed -> assertThat(failed)
                        .getFailure()
                        .rootCause()
                        .hasMessageContaining("There is no flag --prot, did you mean --port?"));
    }

    @Test
    void property_names_a_running_emulator() {
        context.withPropertyValues("cloudtasks.emulator.host=localhost:8123")
                .run(started -> assertThat(endpoint(started)).isEqualTo("localhost:8123"));
    }

    @Test
    void variable_names_a_running_emulator() {
        context.withInitializer(started -> started.getEnvironment()
                        .getPropertySources()
                        .addFirst(new SystemEnvironmentPropertySource(
                                "test-systemEnvironment", Map.of("CLOUDTASKS_EMULATOR_HOST", "[::1]:8123"))))
                .run(started -> assertThat(endpoint(started)).isEqualTo("[::1]:8123"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "localhost", "http://localhost:8123", "::1:8123"})
    void wrong_address_is_rejected(String host) {
        context.withPropertyValues("cloudtasks.emulator.host=" + host)
                .run(failed -> assertThat(failed)
                        .getFailure()
                        .rootCause()
                        .hasMessage(
                                "The property cloudtasks.emulator.host, or the variable CLOUDTASKS_EMULATOR_HOST, has"
                                        + " the value \"" + host
                                        + "\". Set it to HOST:PORT, such as localhost:8123, or remove"
                                        + " it."));
    }

    @Test
    void embedded_emulator_takes_precedence_over_a_running_one() {
        context.withPropertyValues(
                        "cloudtasks.emulator.embedded.enabled=true", "cloudtasks.emulator.host=localhost:8123")
                .run(started -> assertThat(endpoint(started))
                        .isEqualTo(started.getBean(CloudTasksEmulator.class).endpoint()));
    }

    @Test
    void emulator_bean_is_started_and_used() {
        context.withUserConfiguration(EmulatorOfTheApplication.class)
                .withPropertyValues("cloudtasks.emulator.embedded.enabled=true")
                .run(started -> assertThat(endpoint(started))
                        .isEqualTo(started.getBean(CloudTasksEmulator.class).endpoint()));
    }

    @Test
    void connection_details_of_the_application_take_precedence() {
        context.withBean(CloudTasksConnectionDetails.class, () -> () -> "emulator:8123")
                .withPropertyValues(
                        "cloudtasks.emulator.embedded.enabled=true", "cloudtasks.emulator.host=localhost:8123")
                .run(started -> {
                    assertThat(started).doesNotHaveBean(CloudTasksEmulator.class);
                    assertThat(endpoint(started)).isEqualTo("emulator:8123");
                });
    }

    private static String endpoint(ApplicationContext started) {
        return started.getBean(CloudTasksConnectionDetails.class).getEndpoint();
    }

    @Configuration(proxyBeanMethods = false)
    static class EmulatorOfTheApplication {
        @Bean
        CloudTasksEmulator emulator() {
            return new CloudTasksEmulator();
        }
    }
}
