package io.github.cloudtasks.spring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The files that the annotation processors of Spring Boot create. */
class ConfigurationMetadataTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cloudtasks.emulator.host",
                "cloudtasks.emulator.embedded.enabled",
                "cloudtasks.emulator.embedded.project",
                "cloudtasks.emulator.embedded.queues",
                "cloudtasks.emulator.embedded.flags"
            })
    void properties_are_described_for_editors(String property) throws Exception {
        String properties =
                resource("META-INF/spring-configuration-metadata.json").split("\"properties\"", 2)[1];
        assertThat(properties)
                .containsPattern("\"name\": \"" + property + "\",\\s*\"type\": \"[^\"]+\",\\s*\"description\": \"");
    }

    @Test
    void conditions_are_known_without_loading_classes() throws Exception {
        assertThat(resource("META-INF/spring-autoconfigure-metadata.properties"))
                .contains(CloudTasksClientAutoConfiguration.class.getName()
                        + ".ConditionalOnClass=com.google.cloud.tasks.v2.CloudTasksClient");
    }

    private static String resource(String name) throws Exception {
        // Other jars have files of the same name.
        String root = CloudTasksConnectionDetails.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toString();
        try (InputStream content = URI.create(root + name).toURL().openStream()) {
            return new String(content.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
