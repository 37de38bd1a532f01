package io.github.cloudtasks.server.settings;

import io.github.cloudtasks.dispatcher.DispatcherSettings;
import io.github.cloudtasks.dispatcher.tokens.TokenSettings;
import io.github.cloudtasks.engine.spec.Limits;
import io.github.cloudtasks.rest.firebase.FirebaseFunctions;
import io.github.cloudtasks.server.startup.InitialQueues;

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
public record ServerSettings(
        String host,
        int port,
        Limits limits,
        DispatcherSettings dispatching,
        TokenSettings tokens,
        TlsSettings tls,
        InitialQueues queues,
        FirebaseFunctions functions) {

    /** For this machine only, on a free port, as the service is, in plaintext, and without queues. */
    public static final ServerSettings DEFAULT = new ServerSettings(
            "127.0.0.1",
            0,
            Limits.DEFAULTS,
            DispatcherSettings.DEFAULT,
            TokenSettings.DEFAULT,
            TlsSettings.OFF,
            InitialQueues.NONE,
            FirebaseFunctions.NONE);

    public ServerSettings withHost(String newHost) {
        return new ServerSettings(newHost, port, limits, dispatching, tokens, tls, queues, functions);
    }

    public ServerSettings withPort(int newPort) {
        return new ServerSettings(host, newPort, limits, dispatching, tokens, tls, queues, functions);
    }

    public ServerSettings withLimits(Limits newLimits) {
        return new ServerSettings(host, port, newLimits, dispatching, tokens, tls, queues, functions);
    }

    public ServerSettings withDispatching(DispatcherSettings newDispatching) {
        return new ServerSettings(host, port, limits, newDispatching, tokens, tls, queues, functions);
    }

    public ServerSettings withTokens(TokenSettings newTokens) {
        return new ServerSettings(host, port, limits, dispatching, newTokens, tls, queues, functions);
    }

    public ServerSettings withTls(TlsSettings newTls) {
        return new ServerSettings(host, port, limits, dispatching, tokens, newTls, queues, functions);
    }

    public ServerSettings withQueues(InitialQueues newQueues) {
        return new ServerSettings(host, port, limits, dispatching, tokens, tls, newQueues, functions);
    }

    public ServerSettings withFunctions(FirebaseFunctions newFunctions) {
        return new ServerSettings(host, port, limits, dispatching, tokens, tls, queues, newFunctions);
    }
}
