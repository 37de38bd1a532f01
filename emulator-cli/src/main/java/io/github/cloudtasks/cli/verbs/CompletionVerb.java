package io.github.cloudtasks.cli.verbs;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code emulator completion}: prints a completion script. */
@Command
final class CompletionVerb implements Callable<Integer> {

    /** The shells. */
    enum Shell {
        BASH,
        ZSH,
        FISH
    }

    @Parameters(paramLabel = "bash|zsh|fish", description = "the shell")
    private Shell shell = Shell.BASH;

    @Override
    public Integer call() {
        CompletionScript script = new CompletionScript(VerbProgram.commands(List.of()));
        System.out.print(
                switch (shell) {
                    case BASH -> script.bash();
                    case ZSH -> script.zsh();
                    case FISH -> script.fish();
                });
        return 0;
    }
}
