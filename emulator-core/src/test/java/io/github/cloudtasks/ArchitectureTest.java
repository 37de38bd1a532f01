package io.github.cloudtasks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Checks the structure of all modules: which module uses which, packages, names and sizes. It reads the main sources.
 */
class ArchitectureTest {
    private static final String ROOT = "io.github.cloudtasks";
    private static final Pattern IMPORT = Pattern.compile("^import (?:static )?([\\w.]+);", Pattern.MULTILINE);
    private static final Pattern PACKAGE = Pattern.compile("^package ([\\w.]+);", Pattern.MULTILINE);
    private static final Pattern PUBLIC_TYPE =
            Pattern.compile("^public (?:\\w+ )*?(?:class|interface|record|enum|@interface) (\\w+)", Pattern.MULTILINE);

    private static final List<String> MODULES = List.of(
            "emulator-core",
            "emulator-grpc",
            "emulator-rest",
            "dispatcher",
            "emulator-storage",
            "emulator-server",
            "emulator-cli",
            "emulator-junit5",
            "emulator-testcontainers",
            "emulator-spring-boot-starter");

    private final Path modules = Path.of("").toAbsolutePath().getParent();

    @Test
    void core_depends_on_slf4j_and_jspecify_only() {
        assertThat(imports("emulator-core"))
                .isNotEmpty()
                .allMatch(name ->
                        Stream.of("java.", ROOT, "org.slf4j.", "org.jspecify.").anyMatch(name::startsWith));
        assertThat(modulesUsedBy("emulator-core")).isEmpty();
    }

    @Test
    void dispatcher_depends_on_no_api() {
        assertThat(imports("dispatcher"))
                .noneMatch(name -> name.startsWith("io.grpc.") || name.startsWith("com.google."));
        assertThat(modulesUsedBy("dispatcher")).isSubsetOf("dispatcher");
    }

    @Test
    void storage_depends_on_core_and_schema_only() {
        assertThat(imports("emulator-storage"))
                .isNotEmpty()
                .allMatch(name -> Stream.of("java.", ROOT, "com.google.protobuf.", "org.slf4j.", "org.jspecify.")
                        .anyMatch(name::startsWith));
        assertThat(modulesUsedBy("emulator-storage")).isSubsetOf("storage");
    }

    @Test
    void modules_depend_only_on_the_modules_below() {
        assertThat(modulesUsedBy("emulator-grpc")).isSubsetOf("grpc");
        assertThat(modulesUsedBy("emulator-rest")).isSubsetOf("rest", "grpc");
        assertThat(modulesUsedBy("emulator-server"))
                .isSubsetOf("emulator", "server", "rest", "grpc", "dispatcher", "storage");
        assertThat(modulesUsedBy("emulator-cli")).isSubsetOf("cli", "emulator", "server", "grpc");
    }

    @Test
    void test_modules_use_the_public_api_only() {
        assertThat(modulesUsedBy("emulator-junit5")).containsExactly("emulator");
        assertThat(modulesUsedBy("emulator-spring-boot-starter")).containsExactly("emulator");
        assertThat(imports("emulator-testcontainers")).isNotEmpty().noneMatch(name -> name.startsWith(ROOT));
    }

    @Test
    void engine_has_few_public_types() {
        List<String> found = new ArrayList<>();
        for (Path file : sources("emulator-core")) {
            if (file.getParent().endsWith("engine")) {
                found.addAll(matches(PUBLIC_TYPE, text(file)));
            }
        }

        assertThat(found)
                .containsExactlyInAnyOrder(
                        "CloudTasks",
                        "QueueApi",
                        "TaskApi",
                        "LeaseApi",
                        "LocationApi",
                        "EngineAdmin",
                        "NeverIdleException");
    }

    /** The queues at run time are not thread-safe: only the engine may call them, under the lock of a live queue. */
    @Test
    void only_the_engine_uses_its_queues_and_rules() {
        for (String module : MODULES) {
            if (!module.equals("emulator-core")) {
                assertThat(imports(module))
                        .as(module)
                        .noneMatch(name -> name.startsWith(ROOT + ".engine.queue."))
                        .noneMatch(name -> name.startsWith(ROOT + ".engine.rules.")
                                && !name.endsWith(".HeaderRules")
                                && !name.endsWith(".ResourceIds"));
            }
        }
    }

    @Test
    void simple_names_are_unique() {
        Map<String, Set<Path>> places = new TreeMap<>();
        for (Path file : allSources()) {
            places.computeIfAbsent(file.getFileName().toString(), name -> new TreeSet<>())
                    .add(file);
        }
        places.keySet().removeAll(Set.of("package-info.java", "module-info.java"));

        assertThat(places)
                .isNotEmpty()
                .allSatisfy((name, files) -> assertThat(files).hasSize(1));
    }

    @Test
    void no_file_has_more_than_400_lines() {
        assertThat(allSources())
                .allSatisfy(file ->
                        assertThat(text(file).lines().count()).as("%s", file).isLessThanOrEqualTo(400));
    }

    @Test
    void packages_have_no_cycles() {
        Map<String, Set<String>> uses = new TreeMap<>();
        for (Path file : allSources()) {
            String text = text(file);
            Set<String> used = uses.computeIfAbsent(packageOf(text), name -> new TreeSet<>());
            matches(IMPORT, text).stream()
                    .filter(name -> name.startsWith(ROOT))
                    .map(ArchitectureTest::packageOfType)
                    .forEach(used::add);
        }
        uses.forEach((name, used) -> used.remove(name));

        assertThat(uses).isNotEmpty();
        assertThat(uses.keySet())
                .allSatisfy(name ->
                        assertThat(reachable(name, uses)).as("used by %s", name).doesNotContain(name));
    }

    @Test
    void packages_are_documented_and_null_marked() {
        Set<Path> packages = new TreeSet<>();
        allSources().forEach(file -> packages.add(file.getParent()));

        assertThat(packages)
                .allSatisfy(directory -> assertThat(directory.resolve("package-info.java"))
                        .exists()
                        .content()
                        .startsWith("/**")
                        .contains("@NullMarked"));
    }

    private static Set<String> reachable(String start, Map<String, Set<String>> uses) {
        Set<String> reached = new TreeSet<>();
        Deque<String> open = new ArrayDeque<>(uses.get(start));
        while (!open.isEmpty()) {
            String next = open.remove();
            if (reached.add(next)) {
                open.addAll(uses.getOrDefault(next, Set.of()));
            }
        }
        return reached;
    }

    /** Returns the first segments of the packages outside the core that a module uses: {@code grpc}, {@code rest}, … */
    private Set<String> modulesUsedBy(String module) {
        Set<String> used = new TreeSet<>();
        for (String name : imports(module)) {
            Matcher matcher = Pattern.compile(
                            Pattern.quote(ROOT) + "\\.(grpc|rest|dispatcher|storage|server|emulator|cli)\\..*")
                    .matcher(name);
            if (matcher.matches()) {
                used.add(matcher.group(1));
            }
        }
        return used;
    }

    private Collection<String> imports(String module) {
        Set<String> names = new TreeSet<>();
        sources(module).forEach(file -> names.addAll(matches(IMPORT, text(file))));
        return names;
    }

    private List<Path> allSources() {
        List<Path> all = new ArrayList<>();
        for (String module : MODULES) {
            all.addAll(sources(module));
        }
        return all;
    }

    private List<Path> sources(String module) {
        Path main = modules.resolve(module).resolve("src/main/java");
        if (!Files.isDirectory(main)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(main)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String packageOf(String text) {
        return matches(PACKAGE, text).getFirst();
    }

    /** Returns the package of a type: names of packages are in lower case, those of types start with a capital. */
    private static String packageOfType(String name) {
        return name.replaceFirst("\\.[A-Z].*", "");
    }

    private static List<String> matches(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(result -> result.group(1)).toList();
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
