package io.github.cloudtasks.cli.verbs;

import io.github.cloudtasks.server.settings.Setting;
import io.github.cloudtasks.server.settings.SettingsTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The completion scripts of the shells: the commands with their options, and the flags of the server. */
final class CompletionScript {
    /** The names of the launchers, in archives and in a clone. */
    private static final List<String> LAUNCHERS = List.of("cloud-tasks-emulator", VerbProgram.PROGRAM);

    private final CommandLine root;

    /** Creates the scripts. Adds the flags of the server to the root, and to {@code exec}, which takes them too. */
    CompletionScript(CommandLine root) {
        this.root = root;
        for (CommandLine each : List.of(root, subcommand(Verb.EXEC.verb()))) {
            SettingsTable.ROWS.forEach(setting -> addFlag(each.getCommandSpec(), setting));
        }
    }

    private CommandLine subcommand(String name) {
        CommandLine found = root.getSubcommands().get(name);
        if (found == null) {
            throw new IllegalStateException(name);
        }
        return found;
    }

    private static void addFlag(CommandSpec spec, Setting setting) {
        if (spec.findOption(setting.flag()) == null) {
            boolean hasValue = !setting.label().isEmpty();
            spec.addOption(OptionSpec.builder(setting.flag())
                    .arity(hasValue ? "1" : "0")
                    .type(hasValue ? String.class : boolean.class)
                    .paramLabel(setting.label())
                    .description(setting.help().replace("%", "%%"))
                    .build());
        }
    }

    /** Returns the script for bash. */
    String bash() {
        return AutoComplete.bash(VerbProgram.PROGRAM, root) + "complete -F _complete_" + VerbProgram.PROGRAM
                + " -o default " + LAUNCHERS.getFirst() + "\n";
    }

    /** Returns the script for zsh, which runs the one for bash. */
    String zsh() {
        return "autoload -U +X compinit && compinit\nautoload -U +X bashcompinit && bashcompinit\n" + bash();
    }

    /** Returns the script for fish. */
    String fish() {
        List<String> lines = new ArrayList<>();
        for (String launcher : LAUNCHERS) {
            lines.add("complete -c " + launcher + " -f");
            for (Map.Entry<String, CommandLine> command : root.getSubcommands().entrySet()) {
                String text = command.getValue().getCommandSpec().usageMessage().description()[0];
                lines.add(fish(launcher, "__fish_use_subcommand", "-a " + command.getKey(), text));
            }
            addFish(lines, launcher, "__fish_use_subcommand", root);
            root.getSubcommands().forEach((name, command) -> {
                String seen = "__fish_seen_subcommand_from " + name;
                addFish(lines, launcher, seen, command);
                command.getSubcommands().forEach((inner, each) -> {
                    lines.add(fish(launcher, seen, "-a " + inner, description(each)));
                    addFish(lines, launcher, seen + "; and __fish_seen_subcommand_from " + inner, each);
                });
            });
        }
        return String.join("\n", lines) + "\n";
    }

    private static String description(CommandLine command) {
        String[] text = command.getCommandSpec().usageMessage().description();
        return text.length == 0 ? "" : text[0];
    }

    private static void addFish(List<String> lines, String launcher, String condition, CommandLine command) {
        for (OptionSpec option : command.getCommandSpec().options()) {
            String value = option.arity().max() == 0 ? "" : " -r -F";
            String text = option.description().length == 0 ? "" : option.description()[0].replace("%%", "%");
            lines.add(fish(launcher, condition, "-l " + option.longestName().substring(2) + value, text));
        }
    }

    private static String fish(String launcher, String condition, String what, String text) {
        return "complete -c %s -n '%s' %s -d '%s'"
                .formatted(launcher, condition, what, text.replace("\\", "\\\\").replace("'", "\\'"));
    }
}
