package io.github.cloudtasks.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Prints the second half of FIDELITY.md from the marks on the tests, and fails when the page says anything else. To
 * rewrite the page: {@code mvn -pl emulator-server -am test -Dtest=FidelityTest -Dsurefire.failIfNoSpecifiedTests=false
 * -Dfidelity.write=true}.
 */
class FidelityTest {
    private static final String PRINTED = "<!-- Printed from the tests by FidelityTest; do not edit below. -->";
    private static final Pattern MARK = Pattern.compile("@Tag\\(\"(recorded|documented|inferred|unlike)\"\\)");
    private static final Pattern TEST = Pattern.compile("^\\s*(?:public |default |final )?void (\\w+)\\(");
    private static final Pattern TYPE =
            Pattern.compile("^(?:public )?(?:abstract |final |sealed )?(?:class|interface) (\\w+)");

    @Test
    void the_page_says_what_the_tests_say() throws IOException {
        Path root = root();
        Path page = root.resolve("FIDELITY.md");
        String written = Files.readString(page);
        String head = written.substring(0, written.indexOf(PRINTED));
        String expected = head + PRINTED + "\n\n" + print(behaviours(root));
        if (Boolean.getBoolean("fidelity.write")) {
            Files.writeString(page, expected);
        }
        assertThat(Files.readString(page)).isEqualTo(expected);
    }

    private static String print(Map<String, List<String>> behaviours) {
        StringBuilder text = new StringBuilder();
        long[] counts = new long[4];
        String[] marks = {"recorded", "documented", "inferred", "unlike"};
        behaviours.values().stream().flatMap(List::stream).forEach(line -> {
            for (int i = 0; i < marks.length; i++) {
                counts[i] += line.startsWith("- *" + marks[i] + "*") ? 1 : 0;
            }
        });
        text.append("%d behaviours are recorded, %d documented, %d inferred, and in %d we differ on purpose.\n"
                .formatted(counts[0], counts[1], counts[2], counts[3]));
        behaviours.forEach((chapter, lines) -> {
            text.append("\n### ").append(chapter).append("\n\n");
            lines.forEach(line -> text.append(line).append('\n'));
        });
        return text.toString();
    }

    private static Map<String, List<String>> behaviours(Path root) throws IOException {
        Map<String, List<String>> behaviours = new TreeMap<>();
        try (Stream<Path> files = Files.walk(root, 16)) {
            for (Path file : files.filter(FidelityTest::isTest).sorted().toList()) {
                read(file, behaviours);
            }
        }
        return behaviours;
    }

    private static boolean isTest(Path file) {
        String path = file.toString().replace('\\', '/');
        return path.endsWith(".java") && path.contains("/src/test/java/") && !path.contains("/target/");
    }

    /**
     * A mark stands before the test that it belongs to; one before a class belongs to each of its tests without
     * another.
     */
    private static void read(Path file, Map<String, List<String>> behaviours) throws IOException {
        String chapter = "";
        String ofClass = "";
        String mark = "";
        boolean inTest = false;
        List<String> lines = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            Matcher marked = MARK.matcher(line);
            Matcher type = TYPE.matcher(line);
            Matcher test = TEST.matcher(line);
            inTest |= line.strip().startsWith("@Test") || line.strip().startsWith("@ParameterizedTest");
            if (marked.find()) {
                mark = marked.group(1);
            }
            if (type.find()) {
                chapter = chapter.isEmpty() ? words(type.group(1)) : chapter;
                ofClass = mark;
                mark = "";
            } else if (test.find() && (inTest || !mark.isEmpty())) {
                String effective = mark.isEmpty() ? ofClass : mark;
                if (!effective.isEmpty()) {
                    lines.add("- *" + effective + "* " + test.group(1).replace('_', ' '));
                }
                mark = "";
                inTest = false;
            }
        }
        if (!lines.isEmpty()) {
            behaviours.computeIfAbsent(chapter, name -> new ArrayList<>()).addAll(lines);
        }
    }

    /** {@code CreatingTasksContract} → {@code Creating tasks}. */
    private static String words(String type) {
        String spaced = type.replaceAll("(Contract|Chapter|Test|Tests)$", "").replaceAll("(?<=[a-z])(?=[A-Z])", " ");
        return spaced.isEmpty()
                ? type
                : spaced.charAt(0)
                        + spaced.substring(1)
                                .replaceAll(" ([A-Z])(?=[a-z])", " $1")
                                .toLowerCase();
    }

    private static Path root() {
        Path here = Path.of("").toAbsolutePath();
        return Files.exists(here.resolve("emulator-core")) ? here : here.getParent();
    }
}
