package io.github.cloudtasks.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class JarContentsIT {
    private static final String SHADED = "io.github.cloudtasks.shaded.";

    @Test
    void all_classes_are_in_our_packages() throws Exception {
        assertThat(EmbeddedJar.classes())
                .contains(
                        "io.github.cloudtasks.emulator.CloudTasksEmulator",
                        SHADED + "io.grpc.Server",
                        SHADED + "io.netty.channel.Channel",
                        SHADED + "com.google.protobuf.Message")
                .allMatch(name -> name.startsWith("io.github.cloudtasks."));
    }

    @Test
    void command_line_and_logback_are_not_included() throws Exception {
        assertThat(EmbeddedJar.classes()).noneMatch(name -> name.startsWith("io.github.cloudtasks.cli."));
        assertThat(EmbeddedJar.files()).noneMatch(file -> file.contains("logback"));
    }

    @Test
    void other_files_cannot_clash_with_those_of_users() throws Exception {
        assertThat(EmbeddedJar.files())
                .filteredOn(file -> !file.startsWith("io/github/cloudtasks/") && !file.startsWith("META-INF/services/"))
                .containsExactlyInAnyOrder(
                        "META-INF/MANIFEST.MF",
                        "module-info.class",
                        "META-INF/FastDoubleParser-LICENSE",
                        "META-INF/FastDoubleParser-ThirdParty-LICENSE",
                        "META-INF/Schubfach-LICENSE",
                        "META-INF/licenses/THIRD-PARTY.txt");
    }

    @Test
    void service_files_are_relocated_with_their_providers() throws Exception {
        List<String> services = EmbeddedJar.files().stream()
                .filter(file -> file.startsWith("META-INF/services/"))
                .toList();
        List<String> classes = EmbeddedJar.classes();

        assertThat(services).contains("META-INF/services/" + SHADED + "io.grpc.LoadBalancerProvider");
        for (String service : services) {
            assertThat(service).startsWith("META-INF/services/" + SHADED);
            assertThat(EmbeddedJar.lines(service)).isNotEmpty().allMatch(classes::contains);
        }
    }

    @Test
    void users_get_only_the_slf4j_api_and_jspecify_as_dependencies() throws Exception {
        String pom = Files.readString(Path.of(System.getProperty("embedded.pom")));

        List<String> got = Pattern.compile("(?s)<dependency>(.*?)</dependency>")
                .matcher(pom.replaceFirst("(?s)<dependencyManagement>.*</dependencyManagement>", ""))
                .results()
                .map(dependency -> dependency.group(1))
                .filter(dependency ->
                        !dependency.contains("<scope>test</scope>") && !dependency.contains("<optional>true"))
                .map(dependency -> dependency.replaceFirst("(?s).*<artifactId>(.*)</artifactId>.*", "$1"))
                .toList();
        assertThat(got).contains("slf4j-api").isSubsetOf("slf4j-api", "jspecify");
    }
}
