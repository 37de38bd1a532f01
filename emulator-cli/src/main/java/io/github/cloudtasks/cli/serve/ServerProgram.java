package io.github.cloudtasks.cli.serve;

import io.github.cloudtasks.cli.log.LogbackConfigurator;
import io.github.cloudtasks.cli.tracing.OpenTelemetryTracer;
import io.github.cloudtasks.cli.tracing.TracingEnvironment;
import io.github.cloudtasks.grpc.ApiVersions;
import io.github.cloudtasks.server.EmulatorServer;
import io.github.cloudtasks.server.port.PortUnavailableException;
import io.github.cloudtasks.server.settings.CommandLine;
import io.github.cloudtasks.server.settings.ListenAddress;
import io.github.cloudtasks.server.settings.LogSettings;
import java.io.PrintStream;
import java.time.Duration;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts the server in this process, announces it, and closes it when the JVM ends. */
public final class ServerProgram {
    /**
     * Open calls may take three more seconds; the sum stays below the ten seconds after which containers are killed.
     */
    private static final Duration DRAIN_TIMEOUT = Duration.ofSeconds(5);

    private ServerProgram() {}

    /**
     * Prepares the JVM. Call before flags are read, because libraries that read them may log, and stdout is not for
     * logs.
     */
    public static void prepare() {
        LogbackConfigurator.apply(LogSettings.DEFAULT);
        ignoreIndicatedServerNames();
        disableFlightRecorderOfNetty();
    }

    /**
     * Makes Netty create no events of Flight Recorder, unless the property is set: the events of its buffers alone
     * would take a sixth of the CPU time of the start. The JVM's own events are still recorded.
     */
    private static void disableFlightRecorderOfNetty() {
        String property = "io.netty.jfr.enabled";
        System.setProperty(property, System.getProperty(property, "false"));
    }

    /**
     * Starts the emulator and prints its addresses. It is closed when the JVM ends.
     *
     * @param output of the line that reports that the emulator is ready, and of the one with the addresses of TLS
     * @throws PortUnavailableException if the server cannot listen on the address
     */
    public static EmulatorServer start(CommandLine commandLine, PrintStream output) throws PortUnavailableException {
        // Meanwhile, this thread opens the log and creates the engine and the dispatcher.
        Thread.ofPlatform().daemon().name("definitions").start(ApiVersions::readDefinitions);
        LogbackConfigurator.apply(commandLine.log());
        Logger log = LoggerFactory.getLogger(ServerProgram.class);
        Thread.setDefaultUncaughtExceptionHandler((thread, e) -> log.error("{} failed", thread.getName(), e));
        OpenTelemetryTracer tracer = TracingEnvironment.tracer(System.getenv());
        EmulatorServer server = new EmulatorServer(commandLine.settings(), tracer).start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> drainAndClose(server, tracer), "close"));
        UnusedHeap.watch(server.control().engine()::storedBytes);
        ListenAddress address = new ListenAddress(server.host(), server.port());
        output.println("Cloud Tasks emulator ready on http://" + address + " (gRPC and REST)");
        if (!server.tlsPorts().isEmpty()) {
            output.println(tlsLine(server));
        }
        return server;
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

    /** Logs the address of the console, and what a user pastes to call the emulator. */
    public static void logClients(EmulatorServer server) {
        Logger log = LoggerFactory.getLogger(ServerProgram.class);
        ListenAddress address = server.callableAddress();
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
}
