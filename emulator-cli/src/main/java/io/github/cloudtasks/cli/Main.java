package io.github.cloudtasks.cli;

import io.github.cloudtasks.cli.serve.ServerProgram;
import io.github.cloudtasks.cli.verbs.VerbProgram;
import io.github.cloudtasks.model.ControlCharacters;
import io.github.cloudtasks.server.EmulatorVersion;
import io.github.cloudtasks.server.port.PortUnavailableException;
import io.github.cloudtasks.server.settings.CommandLine;
import io.github.cloudtasks.server.settings.UsageException;
import io.github.cloudtasks.server.startup.InitialQueueException;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * The command-line program. When the emulator is ready, it prints one line on stdout. Programs may rely on its form:
 *
 * <pre>Cloud Tasks emulator ready on http://127.0.0.1:8123 (gRPC and REST)</pre>
 *
 * <p>With TLS, a second line with the {@code https} addresses follows. All other output goes to stderr. The exit code
 * is 2 for a mistake in the command line, the environment, a file of queues or a certificate, and 1 if the address is
 * not available. SIGTERM and SIGINT close the emulator: it starts no further attempts, and waits up to five seconds for
 * those in flight.
 *
 * <p>A first argument without a hyphen is a command, such as {@code attempts}. Commands load nothing of the server.
 */
public final class Main {
    private Main() {}

    /** Runs the emulator until the process ends. */
    public static void main(String[] arguments) throws InterruptedException {
        if (arguments.length > 0 && !arguments[0].startsWith("-")) {
            System.exit(VerbProgram.run(List.of(arguments)));
        }
        ServerProgram.prepare();
        try {
            CommandLine commandLine = CommandLine.parse(List.of(arguments), System.getenv());
            switch (commandLine.action()) {
                case HELP -> System.out.print(HelpText.text());
                case VERSION -> System.out.println("Cloud Tasks emulator " + EmulatorVersion.text());
                case RUN -> {
                    ServerProgram.logClients(ServerProgram.start(commandLine, System.out));
                    new CountDownLatch(1).await();
                }
            }
        } catch (UsageException | InitialQueueException e) {
            fail(e, 2);
        } catch (PortUnavailableException e) {
            fail(e, 1);
        }
    }

    private static void fail(Exception mistake, int exitCode) {
        System.err.println(ControlCharacters.escaped(String.valueOf(mistake.getMessage())));
        System.exit(exitCode);
    }
}
