package io.github.cloudtasks.app;

import io.github.cloudtasks.app.startup.ConfigurationException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * The command-line program. When the emulator is ready it prints one line on stdout, on whose form programs may rely:
 *
 * <pre>Cloud Tasks emulator ready on http://127.0.0.1:8123 (gRPC and REST)</pre>
 *
 * <p>With TLS a second line follows, which says where. Everything else goes to stderr. The exit code is 2 for a mistake
 * in the command line, the environment, a file of queues or a certificate, and 1 for an address that cannot be had.
 * SIGTERM and SIGINT close the emulator first: no attempt is started any more, and those under way have five seconds to
 * end.
 */
public final class Main {
    /** With the three seconds that calls have at most, this stays below the ten after which containers are killed. */
    private static final Duration DRAINING = Duration.ofSeconds(5);

    private Main() {}

    /** Runs until the process is told to end. */
    public static void main(String[] arguments) throws InterruptedException {
        // Libraries that help to read the flags may log already, and stdout is not for that.
        Logging.startAt(Level.INFO);
        try {
            Options options = Options.parse(List.of(arguments), System.getenv());
            switch (options.asked()) {
                case HELP -> System.out.print(Options.help());
                case VERSION -> System.out.println("Cloud Tasks emulator " + Version.text());
                case NONE -> {
                    start(options);
                    new CountDownLatch(1).await();
                }
            }
        } catch (UsageException | ConfigurationException e) {
            fail(e, 2);
        } catch (ListenException e) {
            fail(e, 1);
        }
    }

    /** Starts what the options ask for, and says so; it is closed when the JVM ends. */
    static CloudTasksEmulator start(Options options) throws ListenException {
        Logging.startAt(options.logLevel());
        Logger log = LoggerFactory.getLogger(Main.class);
        Thread.setDefaultUncaughtExceptionHandler((thread, e) -> log.error("{} failed", thread.getName(), e));
        CloudTasksEmulator emulator = new CloudTasksEmulator(options.settings()).start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> drainAndClose(emulator), "close"));
        Address address = new Address(emulator.host(), emulator.port());
        System.out.println("Cloud Tasks emulator ready on http://" + address + " (gRPC and REST)");
        if (!emulator.tlsPorts().isEmpty()) {
            System.out.println(tlsLine(emulator));
        }
        return emulator;
    }

    private static void drainAndClose(CloudTasksEmulator emulator) {
        emulator.drain(DRAINING);
        emulator.close();
    }

    private static String tlsLine(CloudTasksEmulator emulator) {
        return emulator.tlsPorts().stream()
                .map(port -> "https://" + new Address(emulator.host(), port))
                .collect(Collectors.joining(" and ", "With TLS on ", ""));
    }

    private static void fail(Exception sentence, int exitCode) {
        System.err.println(sentence.getMessage());
        System.exit(exitCode);
    }
}
