package io.github.cloudtasks.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Our definitions have everything that the published artifacts have, unchanged. What they have beyond is listed in
 * {@code additions.txt} with its source.
 */
class PublishedDefinitionsTest {
    private static final String SOURCE = "# source:";

    @ParameterizedTest
    @EnumSource
    void published_elements_are_defined_unchanged(Api api) {
        Set<String> published = Definitions.of(api.published());

        assertThat(published).isNotEmpty();
        assertThat(Definitions.of(api.ours()))
                .as("our definition, which must have each published element")
                .containsAll(published);
    }

    @Test
    void every_addition_is_listed() throws IOException {
        assertThat(additions())
                .as("additions to the published definitions, each of which must be listed with its source")
                .isSubsetOf(listed());
    }

    @Test
    void every_listed_addition_exists_and_is_not_yet_published() throws IOException {
        assertThat(additions())
                .as("additions to the published definitions, which must have everything that is listed")
                .containsAll(listed());
    }

    /** IAM policies, operations, statuses and well-known types are used as published, so they cannot differ. */
    @ParameterizedTest
    @EnumSource
    void definitions_from_elsewhere_are_the_published_classes(Api api) {
        assertThat(api.imported())
                .allSatisfy(
                        file -> assertThat(file.getOptions().getJavaPackage()).startsWith("com.google."));
    }

    private static Set<String> additions() {
        Set<String> additions = new TreeSet<>();
        for (Api api : Api.values()) {
            Set<String> lines = Definitions.of(api.ours());
            lines.removeAll(Definitions.of(api.published()));
            additions.addAll(lines);
        }
        return additions;
    }

    /** Reads the list. A line without a source above it, or twice, is an error. */
    private static Set<String> listed() throws IOException {
        Set<String> listed = new TreeSet<>();
        boolean sourced = false;
        for (String line : text().lines().toList()) {
            if (line.startsWith(SOURCE)) {
                assertThat(line.substring(SOURCE.length())).isNotBlank();
                sourced = true;
            } else if (line.isBlank()) {
                sourced = false;
            } else if (!line.startsWith("#")) {
                assertThat(sourced).as("%s has a source", line).isTrue();
                assertThat(listed.add(line)).as("%s is listed once", line).isTrue();
            }
        }
        return listed;
    }

    private static String text() throws IOException {
        try (InputStream stream = PublishedDefinitionsTest.class.getResourceAsStream("additions.txt")) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
