package io.github.cloudtasks.junit5;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PublicTypesTest {

    @Test
    void only_the_documented_types_are_public() throws Exception {
        Path classes = Path.of(EmulatedCloudTasks.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        try (Stream<Path> files = Files.walk(classes)) {
            List<Path> all = files.filter(file -> file.toString().endsWith(".class"))
                    .map(classes::relativize)
                    .toList();
            assertThat(all).isNotEmpty().allMatch(file -> file.startsWith("io/github/cloudtasks/junit5"));
            assertThat(all.stream().map(PublicTypesTest::load).filter(type -> Modifier.isPublic(type.getModifiers())))
                    .containsExactlyInAnyOrder(
                            EmulatedCloudTasks.class, CloudTasksExtension.class, CloudTasksExtension.Builder.class);
        }
    }

    private static Class<?> load(Path file) {
        String name = file.toString().replaceFirst("\\.class$", "").replaceAll("[/\\\\]", ".");
        try {
            return Class.forName(name, false, PublicTypesTest.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }
}
