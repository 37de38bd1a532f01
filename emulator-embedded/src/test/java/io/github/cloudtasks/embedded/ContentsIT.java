package io.github.cloudtasks.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ContentsIT {
    private static final String SHADED = "io.github.cloudtasks.shaded.";

    @Test
    void every_class_is_ours_or_has_moved_below_our_packages() throws Exception {
        assertThat(Jar.classes())
                .contains(
                        "io.github.cloudtasks.emulator.CloudTasksEmulator",
                        SHADED + "io.grpc.Server",
                        SHADED + "io.netty.channel.Channel",
                        SHADED + "com.google.protobuf.Message")
                .allMatch(name -> name.startsWith("io.github.cloudtasks."));
    }

    @Test
    void the_command_line_and_its_log_are_not_in_it() throws Exception {
        assertThat(Jar.classes())
                .noneMatch(name -> name.startsWith("io.github.cloudtasks.cli."));
        assertThat(Jar.files()).noneMatch(file -> file.contains("logback"));
    }

    @Test
    void nothing_else_stands_where_a_user_or_another_library_might_have_something() throws Exception {
        assertThat(Jar.files())
                .filteredOn(file -> !file.startsWith("io/github/cloudtasks/") && !file.startsWith("META-INF/services/"))
                .containsExactlyInAnyOrder(
                        "META-INF/MANIFEST.MF",
                        "META-INF/FastDoubleParser-LICENSE",
                        "META-INF/FastDoubleParser-ThirdParty-LICENSE",
                        "META-INF/Schubfach-LICENSE",
                        "META-INF/licenses/THIRD-PARTY.txt");
    }

    @Test
    void services_have_moved_with_what_provides_them() throws Exception {
        List<String> services = Jar.files().stream()
                .filter(file -> file.startsWith("META-INF/services/"))
                .toList();
        List<String> classes = Jar.classes();

        assertThat(services).contains("META-INF/services/" + SHADED + "io.grpc.LoadBalancerProvider");
        for (String service : services) {
            assertThat(service).startsWith("META-INF/services/" + SHADED);
            assertThat(Jar.lines(service)).isNotEmpty().allMatch(classes::contains);
        }
    }

    @Test
    void its_users_get_the_API_of_their_log_and_the_null_annotations_only() throws Exception {
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
