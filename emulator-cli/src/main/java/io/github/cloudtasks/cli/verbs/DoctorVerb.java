package io.github.cloudtasks.cli.verbs;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.cloudtasks.cli.control.EmulatorClient;
import io.github.cloudtasks.cli.doctor.Doctor;
import io.github.cloudtasks.cli.doctor.Finding;
import io.github.cloudtasks.cli.doctor.Finding.Level;
import io.github.cloudtasks.model.ControlCharacters;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code emulator doctor}: prints findings and what to change. The exit code is 1 if there are problems. */
@Command
final class DoctorVerb implements Callable<Integer> {

    @Mixin
    private ConnectOption connect = new ConnectOption();

    @Option(names = "--json", description = "print a JSON array of findings")
    private boolean json;

    @Override
    public Integer call() {
        try (EmulatorClient client = connect.open()) {
            List<Finding> findings = new Doctor(client, System.getenv()).examine();
            if (json) {
                System.out.println(new JsonMapper()
                        .valueToTree(findings.stream().map(DoctorVerb::fields).toList())
                        .toPrettyString());
            } else {
                findings.forEach(DoctorVerb::print);
            }
            return findings.stream().anyMatch(finding -> finding.level() == Level.PROBLEM) ? 1 : 0;
        }
    }

    private static Map<String, String> fields(Finding finding) {
        return Map.of(
                "level", level(finding), "check", finding.check(), "text", finding.text(), "advice", finding.advice());
    }

    private static void print(Finding finding) {
        String start = "%-8s %s: ".formatted(level(finding), finding.check());
        System.out.println(start + ControlCharacters.escaped(finding.text()));
        if (!finding.advice().isEmpty()) {
            System.out.println(" ".repeat(9) + ControlCharacters.escaped(finding.advice()));
        }
    }

    private static String level(Finding finding) {
        return finding.level().name().toLowerCase(Locale.ROOT);
    }
}
