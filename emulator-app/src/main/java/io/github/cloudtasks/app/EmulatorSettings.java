package io.github.cloudtasks.app;

import io.github.cloudtasks.app.Options.Question;
import io.github.cloudtasks.app.startup.StartQueues;
import io.github.cloudtasks.dispatcher.DispatcherSettings;
import io.github.cloudtasks.dispatcher.tokens.TokenSettings;
import io.github.cloudtasks.engine.spec.Limits;
import io.github.cloudtasks.rest.firebase.FirebaseFunctions;
import java.util.List;
import java.util.Map;
import org.slf4j.event.Level;

/**
 * How an emulator is to be.
 *
 * @param host where to listen: a name or an IP address of this machine; {@code 0.0.0.0} lets other machines in
 * @param port where to listen; 0 for any free port
 * @param limits the service's numbers, as far as they can be relaxed
 * @param dispatching where App Engine tasks are sent, and HTTP tasks instead of to their urls; which targets to trust;
 *     what makes tokens, if it is not the emulator
 * @param tokens whose tokens tasks are sent with, and what signs them
 * @param tls whether and how TLS is spoken beside plaintext
 * @param queues those that exist from the start
 * @param functions where tasks are sent that the Firebase Admin SDKs enqueue without a url
 */
public record EmulatorSettings(
        String host,
        int port,
        Limits limits,
        DispatcherSettings dispatching,
        TokenSettings tokens,
        TlsSettings tls,
        StartQueues queues,
        FirebaseFunctions functions) {

    /** For this machine only, on a free port, as the service is, in plaintext, and without queues. */
    public static final EmulatorSettings DEFAULT = new EmulatorSettings(
            "127.0.0.1",
            0,
            Limits.DEFAULTS,
            DispatcherSettings.DEFAULT,
            TokenSettings.DEFAULT,
            TlsSettings.OFF,
            StartQueues.NONE,
            FirebaseFunctions.NONE);

    /**
     * The default settings, and what the flags of the command line say instead.
     *
     * @param flags as the command line has them, such as {@code "--queue", "projects/p/locations/l/queues/q"}
     * @throws IllegalArgumentException for the first mistake, with a sentence that says what to change
     */
    public static EmulatorSettings of(String... flags) {
        Options options = new Options(DEFAULT, Level.INFO, Question.NONE).changedBy(List.of(flags), Map.of());
        if (options.asked() != Question.NONE) {
            throw new IllegalArgumentException("--help and --version are for the command line.");
        }
        return options.settings();
    }

    public EmulatorSettings withHost(String newHost) {
        return new EmulatorSettings(newHost, port, limits, dispatching, tokens, tls, queues, functions);
    }

    public EmulatorSettings withPort(int newPort) {
        return new EmulatorSettings(host, newPort, limits, dispatching, tokens, tls, queues, functions);
    }

    public EmulatorSettings withLimits(Limits newLimits) {
        return new EmulatorSettings(host, port, newLimits, dispatching, tokens, tls, queues, functions);
    }

    public EmulatorSettings withDispatching(DispatcherSettings newDispatching) {
        return new EmulatorSettings(host, port, limits, newDispatching, tokens, tls, queues, functions);
    }

    public EmulatorSettings withTokens(TokenSettings newTokens) {
        return new EmulatorSettings(host, port, limits, dispatching, newTokens, tls, queues, functions);
    }

    public EmulatorSettings withTls(TlsSettings newTls) {
        return new EmulatorSettings(host, port, limits, dispatching, tokens, newTls, queues, functions);
    }

    public EmulatorSettings withQueues(StartQueues newQueues) {
        return new EmulatorSettings(host, port, limits, dispatching, tokens, tls, newQueues, functions);
    }

    public EmulatorSettings withFunctions(FirebaseFunctions newFunctions) {
        return new EmulatorSettings(host, port, limits, dispatching, tokens, tls, queues, newFunctions);
    }
}
