package io.github.cloudtasks.spring;

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
        Path classes = Path.of(CloudTasksConnectionDetails.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        try (Stream<Path> files = Files.walk(classes)) {
            List<Class<?>> all = files.filter(file -> file.toString().endsWith(".class"))
                    .map(classes::relativize)
                    .<Class<?>>map(PublicTypesTest::load)
                    .toList();
            assertThat(all).allMatch(type -> type.getPackage().equals(CloudTasksConnectionDetails.class.getPackage()));
            assertThat(all.stream()
                            .filter(type -> Modifier.isPublic(type.getModifiers()))
                            .map(Class::getName))
                    .containsExactlyInAnyOrder(
                            CloudTasksConnectionDetails.class.getName(),
                            CloudTasksEmulatorAutoConfiguration.class.getName(),
                            CloudTasksClientAutoConfiguration.class.getName());
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
