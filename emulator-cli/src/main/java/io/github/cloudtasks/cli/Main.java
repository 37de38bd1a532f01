package io.github.cloudtasks.cli;

import io.github.cloudtasks.cli.tracing.OpenTelemetryTracer;
import io.github.cloudtasks.cli.tracing.TracingEnvironment;
import io.github.cloudtasks.model.ControlCharacters;
import io.github.cloudtasks.server.EmulatorServer;
import io.github.cloudtasks.server.EmulatorVersion;
import io.github.cloudtasks.server.port.PortUnavailableException;
import io.github.cloudtasks.server.settings.CommandLine;
import io.github.cloudtasks.server.settings.ListenAddress;
import io.github.cloudtasks.server.settings.LogSettings;
import io.github.cloudtasks.server.settings.UsageException;
import io.github.cloudtasks.server.startup.InitialQueueException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The command-line program. When the emulator is ready, it prints one line on stdout. Programs may rely on its form:
 *
 * <pre>Cloud Tasks emulator ready on http://127.0.0.1:8123 (gRPC and REST)</pre>
 *
 * <p>With TLS, a second line with the {@code https} addresses follows. All other output goes to stderr. The exit code
 * is 2 for a mistake in the command line, the environment, a file of queues or a certificate, and 1 if the address is
 * not available. SIGTERM and SIGINT close the emulator: it starts no further attempts, and waits up to five seconds for
 * those in flight.
 */
public final class Main {
    /**
     * Open calls may take three more seconds; the sum stays below the ten seconds after which containers are killed.
     */
    private static final Duration DRAIN_TIMEOUT = Duration.ofSeconds(5);

    private Main() {}

    /** Runs the emulator until the process ends. */
    public static void main(String[] arguments) throws InterruptedException {
        // Configured before the flags are read, because libraries that read them may log, and stdout is not for logs.
        LogbackConfigurator.apply(LogSettings.DEFAULT);
        ignoreIndicatedServerNames();
        try {
            CommandLine commandLine = CommandLine.parse(List.of(arguments), System.getenv());
            switch (commandLine.action()) {
                case HELP -> System.out.print(HelpText.text());
                case VERSION -> System.out.println("Cloud Tasks emulator " + EmulatorVersion.text());
                case RUN -> {
                    start(commandLine);
                    new CountDownLatch(1).await();
                }
            }
        } catch (UsageException | InitialQueueException e) {
            fail(e, 2);
        } catch (PortUnavailableException e) {
            fail(e, 1);
        }
    }

    /**
     * Makes TLS servers of this JVM ignore the name that a client indicates (SNI). Java ends the handshake if the name
     * is no host name by its rules, such as {@code STACK_SERVICE} in Docker, and a server with one certificate needs no
     * name. The JVM reads the property when it first uses TLS.
     */
    private static void ignoreIndicatedServerNames() {
        String property = "jdk.tls.server.disableExtensions";
        String others = System.getProperty(property, "");
        System.setProperty(property, others.isEmpty() ? "server_name" : others + ",server_name");
    }

    /** Starts the emulator and prints its addresses. It is closed when the JVM ends. */
    static EmulatorServer start(CommandLine commandLine) throws PortUnavailableException {
        LogbackConfigurator.apply(commandLine.log());
        Logger log = LoggerFactory.getLogger(Main.class);
        Thread.setDefaultUncaughtExceptionHandler((thread, e) -> log.error("{} failed", thread.getName(), e));
        OpenTelemetryTracer tracer = TracingEnvironment.tracer(System.getenv());
        EmulatorServer server = new EmulatorServer(commandLine.settings(), tracer).start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> drainAndClose(server, tracer), "close"));
        ListenAddress address = new ListenAddress(server.host(), server.port());
        System.out.println("Cloud Tasks emulator ready on http://" + address + " (gRPC and REST)");
        if (!server.tlsPorts().isEmpty()) {
            System.out.println(tlsLine(server));
        }
        logClients(log, server.callableAddress());
        return server;
    }

    /** Logs the address of the console, and what a user pastes to call the emulator. */
    private static void logClients(Logger log, ListenAddress address) {
        log.info("Console: http://{} in a browser", address);
        log.info("gRPC clients: a plaintext channel to {}, in Python grpc.insecure_channel(\"{}\")", address, address);
        log.info("REST clients: curl http://{}/v2/projects/demo/locations/us-central1/queues", address);
    }

    private static void drainAndClose(EmulatorServer server, @Nullable OpenTelemetryTracer tracer) {
        server.drain(DRAIN_TIMEOUT);
        server.close();
        if (tracer != null) {
            tracer.close();
        }
    }

    private static String tlsLine(EmulatorServer server) {
        return server.tlsPorts().stream()
                .map(port -> "https://" + new ListenAddress(server.host(), port))
                .collect(Collectors.joining(" and ", "With TLS on ", ""));
    }

    private static void fail(Exception mistake, int exitCode) {
        System.err.println(ControlCharacters.escaped(String.valueOf(mistake.getMessage())));
        System.exit(exitCode);
    }
}
